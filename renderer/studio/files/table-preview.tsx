import { useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import { SkeletonRows } from '../../components/skeleton/skeleton.tsx';
import { useFormat } from '../format/use-format.ts';
import type { PreviewFile } from './file-kind.ts';
import styles from './file-preview.module.css';
import { FileProblem } from './file-problem.tsx';
import { readTable } from './read-table.ts';
import { useFileText } from './use-file-text.ts';

const looksLikeNumber = /^[+-]?[\d.,\s]*\d%?$/;

/** The first rows of a CSV file. */
export function TablePreview({ file }: { file: PreviewFile }) {
  const { t } = useTranslation('files');
  const format = useFormat();
  const { data, error, refetch } = useFileText(file);
  const table = useMemo(() => data && readTable(data.text, data.isWhole), [data]);
  if (error) return <FileProblem file={file} error={error} onRetry={() => void refetch()} />;
  if (!table) return <SkeletonRows />;
  if (table.header.length === 0) return <p className={styles.note}>{t('empty')}</p>;
  return (
    <>
      <section
        className={styles.table}
        // oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex -- what scrolls must be reached by keyboard
        tabIndex={0}
        aria-label={file.name}
      >
        <table>
          <thead>
            <tr>
              {table.header.map((name, column) => (
                <th key={column} scope="col">
                  {name}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {table.rows.map((row, line) => (
              <tr key={line}>
                {row.map((value, column) => (
                  <td key={column} data-is-number={looksLikeNumber.test(value) || undefined} title={value}>
                    {value}
                  </td>
                ))}
              </tr>
            ))}
          </tbody>
        </table>
      </section>
      <p className={styles.note}>
        {t(table.isCut ? 'firstRows' : 'allRows', {
          count: table.rows.length,
          rows: format.number(table.rows.length),
          columns: format.number(table.header.length),
        })}
      </p>
    </>
  );
}
