import { useTranslation } from 'react-i18next';
import { TypeMark } from '../../components/type-mark/type-mark.tsx';
import { useFormat } from '../format/use-format.ts';
import type { Inspection } from './proposal.ts';
import styles from './sample-table.module.css';

const mostColumns = 30;

/** The first rows as the records that they would be. */
export function SampleTable({ inspection }: { inspection: Inspection }) {
  const { t } = useTranslation('imports');
  const format = useFormat();
  const fields = inspection.schema.fields.slice(0, mostColumns);
  const show = (value: unknown, type: string): string => {
    if (typeof value === 'number') return format.number(value);
    if (typeof value === 'string')
      return type === 'date' ? format.date(value) : type === 'datetime' ? format.dateTime(value) : value;
    return JSON.stringify(value);
  };
  return (
    // It scrolls sideways, and so must be reached by the keyboard.
    // oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex
    <div className={styles.frame} tabIndex={0} role="region" aria-label={t('sample.title')}>
      <table className={styles.table}>
        <thead>
          <tr>
            {fields.map(({ name, type }) => (
              <th key={name} scope="col" data-number={isNumber(type) || undefined}>
                <TypeMark type={type} />
                {name}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {inspection.sample.map((row, index) => (
            <tr key={index}>
              {fields.map(({ name, type }) => {
                const value = row[name];
                const isNull = value === null || value === undefined;
                return (
                  <td key={name} data-number={isNumber(type) || undefined} data-null={isNull || undefined}>
                    {isNull ? 'null' : show(value, type)}
                  </td>
                );
              })}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

function isNumber(type: string): boolean {
  return type === 'int' || type === 'float';
}
