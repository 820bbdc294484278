import { Upload } from 'lucide-react';
import type { ReactNode } from 'react';
import { DropZone, FileTrigger, isDirectoryDropItem, isFileDropItem } from 'react-aria-components';
import type { DropItem } from 'react-aria-components';
import { Button } from '../button/button.tsx';
import styles from './file-drop.module.css';

export interface FileDropProps {
  /** What is dropped here, for those who do not see it. */
  label: string;
  /** `Drop files here, or`; before the button. */
  text: ReactNode;
  /** While something hangs over it. */
  overText?: ReactNode;
  /** The button's word. */
  chooseLabel: string;
  /** Files, and those of folders. */
  onFiles: (files: File[]) => void;
  /** Endings and media types: `['.csv', 'application/pdf']`. */
  accept?: readonly string[];
  isMultiple?: boolean;
  isDisabled?: boolean;
}

/** Takes files that are dropped on it, pasted, or chosen. */
export function FileDrop({
  label,
  text,
  overText,
  chooseLabel,
  onFiles,
  accept,
  isMultiple = false,
  isDisabled,
}: FileDropProps) {
  const take = (files: File[]): void => {
    if (files.length > 0) onFiles(isMultiple ? files : files.slice(0, 1));
  };
  return (
    <DropZone
      className={styles.drop ?? ''}
      aria-label={label}
      isDisabled={isDisabled}
      onDrop={({ items }) => void filesOf(items).then(take)}
    >
      {({ isDropTarget }) => (
        <>
          <Upload size={16} strokeWidth={1.5} aria-hidden />
          <span className={styles.text}>{isDropTarget && overText !== undefined ? overText : text}</span>
          <FileTrigger
            acceptedFileTypes={accept}
            allowsMultiple={isMultiple}
            onSelect={(files) => take([...(files ?? [])])}
          >
            <Button size="sm" isDisabled={isDisabled}>
              {chooseLabel}
            </Button>
          </FileTrigger>
        </>
      )}
    </DropZone>
  );
}

/** The files among what was dropped, folders to the bottom. */
async function filesOf(items: AsyncIterable<DropItem> | Iterable<DropItem>): Promise<File[]> {
  const files: File[] = [];
  for await (const item of items) {
    if (isFileDropItem(item)) files.push(await item.getFile());
    else if (isDirectoryDropItem(item)) files.push(...(await filesOf(item.getEntries())));
  }
  return files;
}
