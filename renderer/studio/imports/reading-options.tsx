import { useTranslation } from 'react-i18next';
import { Checkbox } from '../../components/checkbox/checkbox.tsx';
import { Select } from '../../components/select/select.tsx';
import type { KnownReading } from './inspect-file.ts';
import type { Reading } from './proposal.ts';
import styles from './table-plan.module.css';

const delimiters = [
  [',', 'comma'],
  [';', 'semicolon'],
  ['\t', 'tab'],
  ['|', 'pipe'],
] as const;
const encodings = ['utf-8', 'windows-1252', 'iso-8859-15', 'utf-16le', 'utf-16be', 'macintosh'];
const formats = [
  { id: 'csv', label: 'CSV' },
  { id: 'ndjson', label: 'NDJSON' },
  { id: 'json', label: 'JSON' },
] as const;

/** How the file is read. Each change reads its beginning anew, since it may have other columns then. */
export function ReadingOptions({
  reading,
  onRead,
}: {
  reading: Reading;
  onRead: (known: KnownReading) => void;
}) {
  const { t } = useTranslation('imports');
  const { format, delimiter, encoding, header } = reading;
  const known = delimiters.map(([id, word]) => ({
    id: id as string,
    label: t(`reading.delimiters.${word}`),
  }));
  const isOther = delimiter !== null && !delimiters.some(([id]) => id === delimiter);
  const signs = isOther
    ? [...known, { id: delimiter, label: t('reading.otherDelimiter', { sign: delimiter }) }]
    : known;
  const names = encodings.includes(encoding) ? encodings : [encoding, ...encodings];
  return (
    <div className={styles.options}>
      <Select
        label={t('reading.format')}
        items={formats}
        value={format}
        onChange={(next) => onRead({ format: next })}
      />
      {format === 'csv' && (
        <Select
          label={t('reading.delimiter')}
          items={signs}
          value={delimiter}
          onChange={(next) => onRead({ format, delimiter: next })}
        />
      )}
      <Select
        label={t('reading.encoding')}
        items={names.map((name) => ({ id: name, label: name }))}
        value={encoding}
        onChange={(next) => onRead({ format, encoding: next })}
      />
      {format === 'csv' && (
        <div className={styles.check}>
          <Checkbox
            label={t('reading.header')}
            isSelected={header}
            onChange={(next) => onRead({ format, header: next })}
          />
        </div>
      )}
    </div>
  );
}
