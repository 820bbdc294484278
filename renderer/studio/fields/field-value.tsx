import { File } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import { useFormat } from '../format/use-format.ts';
import { ArrayValue } from './array-value.tsx';
import { FileList } from './file-list.tsx';
import styles from './field-value.module.css';
import { filesOf } from './file-value.ts';
import { drawScalar, Nothing, Null } from './scalar-value.tsx';
import type { ValueProps } from './scalar-value.tsx';

/** A value of a record as people read it: by its type, `null` told apart from empty. */
export function FieldValue({ field, value, variant }: ValueProps) {
  const format = useFormat();
  if (field.type === 'file') return <Files field={field} value={value} variant={variant} />;
  if (field.type !== 'array' || !Array.isArray(value)) return drawScalar({ field, value, variant }, format);
  if (value.length === 0) return <Nothing of="emptyList" />;
  return <ArrayValue field={field} items={value} variant={variant} />;
}

function Files({ field, value, variant }: ValueProps) {
  const { t } = useTranslation('records');
  const format = useFormat();
  const files = filesOf(value);
  if (files.length === 0) return field.multiple ? <Nothing of="noFiles" /> : <Null />;
  if (variant === 'full') return <FileList files={files} />;
  const [first] = files;
  if (!field.multiple && first)
    return (
      <span className={styles.file} title={`${first.name}, ${format.bytes(first.size)}`}>
        <File size={14} strokeWidth={1.5} aria-hidden />
        <bdi className="cut">{first.name}</bdi>
      </span>
    );
  return (
    <span>
      {format.number(files.length)} <span className="quiet">{t('value.files', { count: files.length })}</span>
    </span>
  );
}
