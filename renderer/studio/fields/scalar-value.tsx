import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import type { Format } from '../format/create-format.ts';
import { useFormat } from '../format/use-format.ts';
import type { ValueField } from './field-types.ts';
import styles from './field-value.module.css';
import { JsonValue } from './json-value.tsx';
import { shortJson } from './short-text.ts';
import { drawLine, TextValue } from './text-value.tsx';

export interface ValueProps {
  field: ValueField;
  value: unknown;
  /** `cell`: one line, cut, the whole on hover. `full`: all of it, with its unit; long ones by the piece. */
  variant: 'cell' | 'full';
}

/** One value, which is no list and no file: of a field, of an item, of an object in a list. */
export function ScalarValue(props: ValueProps) {
  return drawScalar(props, useFormat());
}

const isId = ({ name, unique = false }: ValueField): boolean =>
  unique || name === 'id' || name === 'revision';

/** The same without a component of its own: a table draws hundreds of them at once. */
export function drawScalar({ field, value, variant }: ValueProps, format: Format): ReactNode {
  if (value === null || value === undefined) return <Null />;
  if (value === '') return <Nothing of="emptyText" />;
  switch (field.type) {
    case 'int':
    case 'float':
      return drawNumber({ field, value, variant }, format);
    case 'boolean':
      return <span className={styles.word}>{value === true ? 'true' : 'false'}</span>;
    case 'date':
    case 'datetime':
      return drawTime(typeof value === 'string' ? value : shortJson(value), field.type, format);
    case 'array':
    case 'file':
    case 'json':
      return <JsonValue value={value} variant={variant} />;
    case 'string':
    case 'text':
    case 'enum': {
      const text = typeof value === 'string' ? value : shortJson(value);
      return variant === 'cell' ? (
        drawLine(text, isId(field))
      ) : (
        <TextValue text={text} variant="full" isId={isId(field)} />
      );
    }
  }
}

function drawNumber({ field, value, variant }: ValueProps, format: Format): ReactNode {
  const text = typeof value === 'number' ? format.number(value) : shortJson(value);
  if (variant === 'cell')
    return (
      <span className="cut" title={text.length > 8 ? text : undefined}>
        {text}
      </span>
    );
  return (
    <span>
      {text}
      {field.unit !== undefined && <span className="quiet"> {field.unit}</span>}
    </span>
  );
}

/** In this machine's zone; the exact one, in UTC, on hover. */
function drawTime(time: string, type: 'date' | 'datetime', format: Format): ReactNode {
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
