import { ChevronLeft, ChevronRight } from 'lucide-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { CollectionSchema } from '../../api/types.ts';
import { CopyButton } from '../../components/copy-button/copy-button.tsx';
import { IconButton } from '../../components/icon-button/icon-button.tsx';
import { ScoreBar } from '../../components/score-bar/score-bar.tsx';
import { Section } from '../../components/section/section.tsx';
import { Select } from '../../components/select/select.tsx';
import { FilePreview } from '../files/file-preview.tsx';
import { useFormat } from '../format/use-format.ts';
import styles from './hit-inspector.module.css';
import { MarkedText } from './marked-text.tsx';
import { markedWords } from './text-ranges.ts';
import type { Highlight, Hit } from './use-hits.ts';

export interface PassageTabProps {
  schema: CollectionSchema | undefined;
  hit: Hit;
  share: number;
  passage: number;
  /** Whether the key may fetch its files. */
  mayRead: boolean;
  onPassage: (passage: number) => void;
}

/** Why a record was found: the passage on its page, its words, how well it fits. */
export function PassageTab({ hit, share, passage, mayRead, onPassage }: PassageTabProps) {
  const { t } = useTranslation('search');
  const format = useFormat();
  const shown = hit.highlights[Math.min(passage, hit.highlights.length - 1)];
  if (!shown) return null;
  const at = hit.highlights.indexOf(shown);
  const count = hit.highlights.length;
  const words = markedWords(shown.text, shown.ranges);
  return (
    <>
      {mayRead && <PassageFile hit={hit} highlight={shown} />}
      <Section
        title={
          shown.page === null
            ? shown.field
            : t('place', { field: shown.field, page: format.number(shown.page) })
        }
        end={
          <span className={styles.turn}>
            {count > 1 && (
              <>
                <IconButton
                  icon={ChevronLeft}
                  size="sm"
                  label={t('previousPassage')}
                  isDisabled={at === 0}
                  onPress={() => onPassage(at - 1)}
                />
                {t('passageOf', { number: format.number(at + 1), count: format.number(count) })}
                <IconButton
                  icon={ChevronRight}
                  size="sm"
                  label={t('nextPassage')}
                  isDisabled={at === count - 1}
                  onPress={() => onPassage(at + 1)}
                />
              </>
            )}
            <CopyButton text={shown.text} label={t('copyPassage')} />
          </span>
        }
      >
        <p className={styles.passage}>
          <MarkedText text={shown.text} ranges={shown.ranges} />
        </p>
      </Section>
      <Section title={t('why')}>
        <dl className={styles.why}>
          {words.length > 0 && (
            <>
              <dt>{t('words')}</dt>
              <dd>
                {words.map(({ word, count: times }) => (times > 1 ? `${word} ×${times}` : word)).join(', ')}
              </dd>
              <dd />
            </>
          )}
          <dt>{t('score')}</dt>
          <dd>
            <span className={styles.bar}>
              <ScoreBar value={share} />
            </span>
          </dd>
          <dd className="strong">{format.number(hit.score, 2)}</dd>
        </dl>
      </Section>
    </>
  );
}

/** The file that a passage is of, with the passage marked. */
function PassageFile({ hit, highlight }: { hit: Hit; highlight: Highlight }) {
  const { t } = useTranslation('search');
  const [chosen, setChosen] = useState<string | null>(null);
  const files = hit.files.filter((file) => file.field === highlight.field);
  // Which of several it is in is not told; those without such a page it can't be in.
  const possible = files.filter(({ extraction }) => extraction.pages >= (highlight.page ?? 0));
  const file = possible.find(({ id }) => id === chosen) ?? possible[0];
  if (!file) return null;
  return (
    <section className={styles.file} aria-label={t('file')}>
      {possible.length > 1 && (
        <Select
          label={t('fileOf', { field: highlight.field })}
          size="sm"
          items={possible.map(({ id, name }) => ({ id, label: name }))}
          value={file.id}
          onChange={setChosen}
        />
      )}
      <FilePreview file={file} page={highlight.page} boxes={highlight.boxes} />
    </section>
  );
}
