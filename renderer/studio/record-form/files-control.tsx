import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { limits } from '../../../gateway/contract/limits.ts';
import type { CollectionPath } from '../../api/queries.ts';
import { useCan } from '../../api/session.ts';
import type { Field } from '../../api/types.ts';
import { FileDrop } from '../../components/file-drop/file-drop.tsx';
import { useFormat } from '../format/use-format.ts';
import { refusalOf } from '../uploads/file-refusal.ts';
import { dropUpload, startUpload } from '../uploads/uploads.ts';
import { useUploadWords } from '../uploads/use-upload-words.ts';
import type { FieldControlProps } from './control-props.ts';
import { FieldFrame } from './field-frame.tsx';
import { FileRows } from './file-rows.tsx';
import styles from './files-control.module.css';
import type { FormFile } from './form-values.ts';

/** The files of a field: those that are there, those on their way, and where more are dropped. */
export function FilesControl({ files, ...props }: FieldControlProps & { files: readonly FormFile[] }) {
  const { t } = useTranslation('forms');
  const can = useCan();
  const { at, field, onChange } = props;
  const set = (next: readonly FormFile[]): void => onChange({ kind: 'files', files: next });
  const { refused, take } = useTaking(at, field, files, set);
  const room = roomOf(field) - files.length;
  return (
    <FieldFrame {...props}>
      <FileRows
        label={field.name}
        files={files}
        onRemove={(file) => {
          if (file.kind === 'upload') dropUpload(file.uploadId);
          set(files.filter((one) => one !== file));
        }}
      />
      {refused.map((words) => (
        <p key={words} className={styles.refused} role="alert">
          {words}
        </p>
      ))}
      {can('files', at.database, at.collection) ? (
        (room > 0 || field.multiple !== true) && <Drop field={field} room={room} onFiles={take} />
      ) : (
        <p className={styles.note}>{t('noFiles')}</p>
      )}
      {room <= 0 && field.multiple === true && <p className={styles.note}>{t('files.full')}</p>}
    </FieldFrame>
  );
}

function roomOf({ multiple, max_files: most }: Field): number {
  return multiple === true ? (most ?? limits.filesPerField) : 1;
}

/** Takes files into a field as far as it takes them, and says which it did not. A single file takes the place of another. */
function useTaking(
  at: CollectionPath,
  field: Field,
  files: readonly FormFile[],
  set: (files: readonly FormFile[]) => void,
) {
  const { t } = useTranslation('forms');
  const words = useUploadWords();
  const format = useFormat();
  const [refused, setRefused] = useState<string[]>([]);
  const take = (given: File[]): void => {
    const problems: string[] = [];
    const taken: FormFile[] = [];
    const before = field.multiple === true ? files : [];
    for (const file of given) {
      const { name, size } = file;
      const refusal = refusalOf(file, field);
      if (refusal) problems.push(t('files.refused', { name, why: words.refusal(refusal) }));
      else if (before.length + taken.length >= roomOf(field))
        problems.push(t('files.tooMany', { name, number: format.number(roomOf(field)) }));
      else taken.push({ kind: 'upload', uploadId: startUpload(at, file), name, size });
    }
    setRefused(problems);
    if (taken.length === 0) return;
    for (const file of field.multiple === true ? [] : files)
      if (file.kind === 'upload') dropUpload(file.uploadId);
    set([...before, ...taken]);
  };
  return { refused, take };
}

function Drop({ field, room, onFiles }: { field: Field; room: number; onFiles: (files: File[]) => void }) {
  const { t } = useTranslation('forms');
  const format = useFormat();
  const isMultiple = field.multiple === true;
  const count = isMultiple ? 2 : 1;
  const size = format.bytes(field.max_bytes ?? limits.fileBytes);
  const facts = [
    field.accept ? t('files.types', { types: format.list(field.accept.map(typeWord)) }) : '',
    isMultiple && field.max_files !== undefined
      ? t('files.left', { count: room, number: format.number(room) })
      : '',
    isMultiple ? t('files.each', { size }) : t('files.one', { size }),
    !isMultiple && room === 0 ? t('files.willReplace') : '',
  ];
  return (
    <div className={styles.drop}>
      <FileDrop
        label={field.name}
        text={t('files.drop', { count, field: field.name })}
        chooseLabel={t('files.choose', { count })}
        onFiles={onFiles}
        accept={field.accept}
        isMultiple={isMultiple}
      />
      <span className={styles.facts}>{facts.filter((fact) => fact !== '').join(' ')}</span>
    </div>
  );
}

/** `image/jpeg` → `JPEG`: what people call it. */
function typeWord(type: string): string {
  const [family = '', name = ''] = type.split('/');
  if (name === '*') return family;
  return name.length <= 8 ? name.toUpperCase() : name;
}
