import { useTranslation } from 'react-i18next';
import { useFormat } from '../format/use-format.ts';
import type { ValueField } from './field-types.ts';
import styles from './field-value.module.css';
import { JsonValue } from './json-value.tsx';
import { TextValue } from './text-value.tsx';

export interface ValueProps {
  field: ValueField;
  value: unknown;
  /** `cell`: one line, cut, the whole on hover. `full`: all of it, with its unit; long ones by the piece. */
  variant: 'cell' | 'full';
}

/** One value, which is no list and no file: of a field, of an item, of an object in a list. */
export function ScalarValue({ field, value, variant }: ValueProps) {
  if (value === null || value === undefined) return <Null />;
  if (value === '') return <Nothing of="emptyText" />;
  return <Something field={field} value={value} variant={variant} />;
}

function Something({ field, value, variant }: ValueProps) {
  const format = useFormat();
  switch (field.type) {
    case 'int':
    case 'float':
      return (
        <span>
          {typeof value === 'number' ? format.number(value) : String(value)}
          {variant === 'full' && field.unit !== undefined && <span className="quiet"> {field.unit}</span>}
        </span>
      );
    case 'boolean':
      return <span className={styles.word}>{String(value)}</span>;
    case 'date':
    case 'datetime':
      return <Time time={String(value)} type={field.type} />;
    case 'array':
    case 'file':
    case 'json':
      return <JsonValue value={value} variant={variant} />;
    case 'string':
    case 'text':
    case 'enum':
      return (
        <TextValue
          text={String(value)}
          variant={variant}
          isId={field.unique === true || field.name === 'id' || field.name === 'revision'}
        />
      );
  }
}

/** In this machine's zone; the exact one, in UTC, on hover. */
function Time({ time, type }: { time: string; type: 'date' | 'datetime' }) {
  const format = useFormat();
  // Postgres has years that no Date has.
  if (Number.isNaN(Date.parse(time))) return <span>{time}</span>;
  return (
    <time dateTime={time} title={time}>
      {type === 'date' ? format.date(time) : format.dateTime(time)}
    </time>
  );
}

/** No value, which is none of the values there are. */
export function Null() {
  return <span className={styles.null}>null</span>;
}

/** A value that is there and has nothing in it. */
export function Nothing({ of }: { of: 'emptyText' | 'emptyList' | 'noFiles' }) {
  const { t } = useTranslation('records');
  return (
    <span className={styles.empty} title={t(`value.${of}`)}>
      {of === 'emptyText' ? '""' : '[]'}
    </span>
  );
}
