import type { ReactNode } from 'react';
import type { Field } from '../../api/types.ts';
import styles from './field-grid.module.css';

const wideTypes: ReadonlySet<Field['type']> = new Set(['text', 'array', 'json', 'file']);

/** Fields in three columns; what is long goes across all of them. */
export function FieldGrid({
  fields,
  children,
}: {
  fields: readonly Field[];
  children: (field: Field) => ReactNode;
}) {
  return (
    <div className={styles.grid}>
      {fields.map((field) => (
        <div key={field.name} className={styles.cell} data-wide={wideTypes.has(field.type) || undefined}>
          {children(field)}
        </div>
      ))}
    </div>
  );
}
