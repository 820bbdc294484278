import { FileText, TextInitial } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import type { CollectionSchema } from '../../api/types.ts';
import { ScoreBar } from '../../components/score-bar/score-bar.tsx';
import { useFormat } from '../format/use-format.ts';
import { hitDay, hitName } from './hit-name.ts';
import styles from './hit-list.module.css';
import { MarkedText } from './marked-text.tsx';
import { excerptOf } from './text-ranges.ts';
import type { Hit } from './use-hits.ts';

export interface HitRowProps {
  hit: Hit;
  schema: CollectionSchema | undefined;
  /** Its score beside the best one, 0 to 1. */
  share: number;
  isOpen: boolean;
  isAtCursor: boolean;
  onOpen: () => void;
}

/** Two lines of a wide page. */
const excerptLength = 190;

/** A hit: what it is called, its best passage, where that stands, how good it is. */
export function HitRow({ hit, schema, share, isOpen, isAtCursor, onOpen }: HitRowProps) {
  const { t } = useTranslation('search');
  const format = useFormat();
  const { title, code } = hitName(schema, hit.record);
  const day = hitDay(schema, hit.record);
  const [best] = hit.highlights;
  const isOfFile = schema?.fields.some(({ name, type }) => name === best?.field && type === 'file') ?? false;
  const Icon = isOfFile ? FileText : TextInitial;
  const excerpt = best && excerptOf(best.text, best.ranges, excerptLength);
  return (
    // oxlint-disable-next-line jsx-a11y/click-events-have-key-events -- the list takes the keys
    <div
      role="row"
      aria-selected={isOpen}
      tabIndex={isAtCursor ? 0 : -1}
      data-hit={hit.id}
      className={styles.hit}
      onClick={onOpen}
    >
      <div role="gridcell">
        <div className={styles.head}>
          <Icon size={16} strokeWidth={1.5} aria-hidden />
          <b className="cut">{title}</b>
          {code !== title && <span className={`${styles.code} cut`}>{code}</span>}
          <span className={styles.grow} />
          {day && (
            <span className={styles.day} title={day.field}>
              {format.date(day.value)}
            </span>
          )}
        </div>
        {excerpt && (
          <p className={styles.passage}>
            <MarkedText {...excerpt} />
          </p>
        )}
        <div className={styles.meta}>
          {best && <span className="cut">{placeOf(best)}</span>}
          {hit.highlights.length > 1 && <span>{t('passages', { count: hit.highlights.length })}</span>}
          <span className={styles.grow} />
          <span className={styles.bar}>
            <ScoreBar value={share} />
          </span>
          <span className={styles.score} title={t('score')}>
            {format.number(hit.score, 2)}
          </span>
        </div>
      </div>
    </div>
  );

  function placeOf({ field, page }: { field: string; page: number | null }): string {
    return page === null ? field : t('place', { field, page: format.number(page) });
  }
}
