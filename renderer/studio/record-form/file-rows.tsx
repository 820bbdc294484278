import { useVirtualizer } from '@tanstack/react-virtual';
import { useRef } from 'react';
import { useTranslation } from 'react-i18next';
import { FileRow, UploadRow } from '../uploads/upload-row.tsx';
import styles from './file-rows.module.css';
import type { FormFile } from './form-values.ts';

/** Of a row with the gap below it, before it is measured. */
const usualHeight = 62;

interface FileRowsProps {
  /** What they are of, for those who hear it. */
  label: string;
  files: readonly FormFile[];
  onRemove: (file: FormFile) => void;
}

/** The files of a field; of a thousand those that are seen are on the page. */
export function FileRows({ label, files, onRemove }: FileRowsProps) {
  const scroller = useRef<HTMLUListElement>(null);
  // What it returns is called anew with every drawing.
  // eslint-disable-next-line react/incompatible-library
  const virtual = useVirtualizer({
    count: files.length,
    getScrollElement: () => scroller.current,
    estimateSize: () => usualHeight,
    getItemKey: (index) => keyOf(files[index]),
    overscan: 4,
  });
  if (files.length === 0) return null;
  return (
    <ul ref={scroller} className={styles.rows} aria-label={label}>
      <li aria-hidden style={{ height: virtual.getTotalSize() }} />
      {virtual.getVirtualItems().map(({ index, key, start }) => {
        const file = files[index];
        return (
          file && (
            <li
              key={key}
              ref={virtual.measureElement}
              data-index={index}
              className={styles.row}
              style={{ transform: `translateY(${start}px)` }}
              aria-posinset={index + 1}
              aria-setsize={files.length}
            >
              <FormFileRow file={file} onRemove={() => onRemove(file)} />
            </li>
          )
        );
      })}
    </ul>
  );
}

function keyOf(file: FormFile | undefined): string {
  if (!file) return '';
  return file.kind === 'there' ? file.fileId : file.uploadId;
}

function FormFileRow({ file, onRemove }: { file: FormFile; onRemove: () => void }) {
  const { t } = useTranslation('forms');
  if (file.kind === 'upload') return <UploadRow id={file.uploadId} onRemove={onRemove} />;
  const { name, size, contentType, fileId, isNew } = file;
  return (
    <FileRow
      name={name}
      size={size}
      state={isNew ? t('files.there') : t('files.inRecord')}
      picture={contentType.startsWith('image/') && !isNew ? `/files/${fileId}` : undefined}
      removeLabel={t('files.remove', { name })}
      onRemove={onRemove}
    />
  );
}
