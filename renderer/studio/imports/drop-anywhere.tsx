import { useParams } from '@tanstack/react-router';
import { Upload } from 'lucide-react';
import { useEffect, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useCan } from '../../api/session.ts';
import { useFormat } from '../format/use-format.ts';
import styles from './drop-anywhere.module.css';
import { filesOfDrop } from './dropped-files.ts';
import { useOpenFiles } from './use-open-files.ts';

/** The whole window takes files: into the collection that is open, or for a new one. What takes them itself goes before. */
export function DropAnywhere() {
  const { t } = useTranslation('imports');
  const format = useFormat();
  const { database, collection } = useParams({ strict: false });
  const can = useCan();
  const open = useOpenFiles();
  const isOpenOne = database !== undefined && collection !== undefined && can('write', database, collection);
  const isAllowed = isOpenOne || can('schema');
  const over = useFilesOver(isAllowed, (files) =>
    open(files, isOpenOne ? { database, collection } : undefined),
  );
  if (over === null) return null;
  const count = { count: over, number: format.number(over) };
  return (
    <div className={styles.over} role="status">
      <div className={styles.card}>
        <Upload size={20} strokeWidth={1.5} aria-hidden />
        <span>{isOpenOne ? t('drop.into', { ...count, collection }) : t('drop.new', count)}</span>
      </div>
    </div>
  );
}

/** How many files hang over the window; null for none. A folder counts as one until it is let go. */
function useFilesOver(isAllowed: boolean, onFiles: (files: File[]) => void): number | null {
  const [over, setOver] = useState<number | null>(null);
  const take = useRef(onFiles);
  useEffect(() => {
    take.current = onFiles;
  });
  useEffect(() => {
    const isOurs = ({ dataTransfer, target }: DragEvent): boolean =>
      isAllowed &&
      dataTransfer?.types.includes('Files') === true &&
      !(target instanceof Element && target.closest('[data-rac][data-drop-target], .react-aria-DropZone'));
    const hover = (event: DragEvent): void => {
      if (!isOurs(event)) return setOver(null);
      // Without this the browser would open the file in the place of Studio.
      event.preventDefault();
      setOver([...(event.dataTransfer?.items ?? [])].filter(({ kind }) => kind === 'file').length);
    };
    const leave = ({ relatedTarget }: DragEvent): void => {
      if (relatedTarget === null) setOver(null);
    };
    const drop = (event: DragEvent): void => {
      setOver(null);
      if (event.defaultPrevented || !isOurs(event) || !event.dataTransfer) return;
      event.preventDefault();
      void filesOfDrop(event.dataTransfer).then((files) => take.current(files));
    };
    window.addEventListener('dragenter', hover);
    window.addEventListener('dragover', hover);
    window.addEventListener('dragleave', leave);
    window.addEventListener('drop', drop);
    return () => {
      window.removeEventListener('dragenter', hover);
      window.removeEventListener('dragover', hover);
      window.removeEventListener('dragleave', leave);
      window.removeEventListener('drop', drop);
    };
  }, [isAllowed]);
  return over;
}
