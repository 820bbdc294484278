import type { LucideIcon } from 'lucide-react';
import { Calendar, CalendarDays, Paperclip, Rows3 } from 'lucide-react';
import styles from './type-mark.module.css';

export type MarkedType =
  | 'string'
  | 'text'
  | 'int'
  | 'float'
  | 'boolean'
  | 'date'
  | 'datetime'
  | 'uuid'
  | 'enum'
  | 'file'
  | 'array'
  | 'json';

const marks: Record<MarkedType, string | LucideIcon> = {
  string: 'Aa',
  text: '¶',
  int: '12',
  float: '1.2',
  boolean: 'T/F',
  date: CalendarDays,
  datetime: Calendar,
  uuid: 'id',
  enum: Rows3,
  file: Paperclip,
  array: '[]',
  json: '{}',
};

/** What a field is, in 18 px, before its name wherever that appears. */
export function TypeMark({ type }: { type: MarkedType }) {
  const Mark = marks[type];
  return (
    <span className={styles.mark} title={type} aria-hidden>
      {typeof Mark === 'string' ? Mark : <Mark size={12} strokeWidth={1.5} />}
    </span>
  );
}
