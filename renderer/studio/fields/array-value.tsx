import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useFormat } from '../format/use-format.ts';
import type { ValueField } from './field-types.ts';
import { isRightAligned } from './field-types.ts';
import { ScalarValue } from './scalar-value.tsx';
import styles from './field-value.module.css';
import { cutText, shortJson } from './short-text.ts';

const inCell = 20;
const pieceLength = 50;

interface ArrayValueProps {
  field: ValueField;
  items: readonly unknown[];
  variant: 'cell' | 'full';
}

/** A list: its items in a row, or, when they are objects, a small table. */
export function ArrayValue({ field, items, variant }: ArrayValueProps) {
  const { t } = useTranslation('records');
  const format = useFormat();
  if (variant === 'full') return <WholeList field={field} items={items} />;
  if (field.schema)
    return (
      <span title={shortJson(items)}>
        {format.number(items.length)}{' '}
        <span className="quiet">{t('value.items', { count: items.length })}</span>
      </span>
    );
  const text = items
    .slice(0, inCell)
    .map((item) => wordOf(item, format.number))
    .join(', ');
  return (
    <span dir="auto" className={styles.line} title={text.length > 12 ? text : undefined}>
      {cutText(text, 300).text}
      {items.length > inCell && ', …'}
    </span>
  );
}

function wordOf(item: unknown, number: (value: number) => string): string {
  if (typeof item === 'number') return number(item);
  if (typeof item === 'string') return item === '' ? '""' : cutText(item, 300).text;
  return shortJson(item);
}

function WholeList({ field, items }: Omit<ArrayValueProps, 'variant'>) {
  const { t } = useTranslation('records');
  const format = useFormat();
  const [length, setLength] = useState(pieceLength);
  const shown = items.slice(0, length);
  const left = items.length - shown.length;
  return (
    <div>
      {field.schema ? (
        <Objects fields={field.schema} items={shown} />
      ) : (
        <Scalars field={field} items={shown} />
      )}
      {left > 0 && (
        <button type="button" className={styles.more} onClick={() => setLength(length + 10 * pieceLength)}>
          {t('value.moreItems', { count: left, left: format.number(left) })}
        </button>
      )}
    </div>
  );
}

function Scalars({ field, items }: { field: ValueField; items: readonly unknown[] }) {
  const item: ValueField = { name: field.name, ...(field.items ?? { type: 'json' }) };
  return (
    <ul className={styles.items}>
      {items.map((value, index) => (
        // A list's items have no other name than their place.
        <li key={index} className={styles.item}>
          <ScalarValue field={item} value={value} variant="full" />
        </li>
      ))}
    </ul>
  );
}

function Objects({ fields, items }: { fields: readonly ValueField[]; items: readonly unknown[] }) {
  return (
    <div className={styles.scroll}>
      <table className={styles.objects}>
        <thead>
          <tr>
            {fields.map((field) => (
              <th key={field.name} scope="col" data-right={isRightAligned(field) || undefined}>
                {field.name}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {items.map((item, index) => (
            <tr key={index}>
              {fields.map((field) => (
                <td key={field.name} data-right={isRightAligned(field) || undefined}>
                  <ScalarValue
                    field={field}
                    value={(item as Record<string, unknown> | null)?.[field.name]}
                    variant="cell"
                  />
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}
