import { useTranslation } from 'react-i18next';
import { Note } from '../../components/note/note.tsx';
import { useFormat } from '../format/use-format.ts';
import type { SortedFiles } from './sort-files.ts';
import styles from './skipped-note.module.css';

const mostNamed = 5;

/** Files that were dropped and are left out, and why. */
export function SkippedNote({ skipped }: Pick<SortedFiles, 'skipped'>) {
  const { t } = useTranslation('imports');
  const format = useFormat();
  // What systems put into folders nobody dropped.
  const worthTelling = skipped.filter(({ why }) => why !== 'hidden');
  if (worthTelling.length === 0) return null;
  const count = worthTelling.length;
  const names = worthTelling.slice(0, mostNamed).map(({ name, why }) => `${name} (${t(`page.why.${why}`)})`);
  return (
    <div className={styles.note}>
      <Note tone="warn" isAlert>
        {t('page.skipped', { count, number: format.number(count), names: format.list(names) })}
        {count > mostNamed &&
          ` ${t('documents.more', { count: count - mostNamed, number: format.number(count - mostNamed) })}`}
      </Note>
    </div>
  );
}
