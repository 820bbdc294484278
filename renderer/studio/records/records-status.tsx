import { useTranslation } from 'react-i18next';
import { useFormat } from '../format/use-format.ts';
import type { RecordRows } from './rows/use-record-rows.ts';

interface RecordsStatusProps {
  rows: RecordRows;
  /** How many records the collection has. */
  all: number | undefined;
  isFiltered: boolean;
}

/** How many records there are, how many of them the filters show, and how long that took. */
export function RecordsStatus({ rows: { total, ms, forward, error }, all, isFiltered }: RecordsStatusProps) {
  const { t } = useTranslation('records');
  const format = useFormat();
  // What went wrong stands in the table's place.
  if (error && total === undefined) return null;
  const count = total === undefined ? '…' : format.number(total);
  return (
    <>
      <span>
        {isFiltered && all !== undefined
          ? t('status.some', { count: all, shown: count, all: format.number(all) })
          : t('status.all', { count: total ?? 0, all: count })}
      </span>
      {ms !== undefined && (
        <span className="quiet">{t('status.took', { ms: format.number(Math.round(ms)) })}</span>
      )}
      {forward && !forward.error && (
        <span role="status">
          {t('status.forward', { row: format.number(forward.row + 1), share: format.percent(forward.share) })}
        </span>
      )}
    </>
  );
}
