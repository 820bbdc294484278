import { useTranslation } from 'react-i18next';
import { Note } from '../../components/note/note.tsx';
import { Table } from '../../components/table/table.tsx';
import { useFormat } from '../format/use-format.ts';
import type { Proposal } from './proposal.ts';
import { useFieldProblem } from '../problems/use-field-problems.ts';
import type { DryRun } from './use-import-run.ts';

/** The rows that would be refused, before any is written. */
export function CheckResult({
  check,
  made,
  proposal,
}: {
  check: DryRun;
  made: string | null;
  proposal: Proposal;
}) {
  const { t } = useTranslation('imports');
  const format = useFormat();
  const say = useFieldProblem();
  const count = check.rows - check.valid;
  const title = t('run.refused', { count, number: format.number(count), rows: format.number(check.rows) });
  return (
    <>
      <Note tone="warn" isAlert title={check.valid === 0 ? t('run.none') : title}>
        {made === null ? t('run.refusedText') : t('run.refusedMade', { collection: made })}{' '}
        {proposal.onError === 'stop' && t('run.stopText')}
      </Note>
      <Table
        label={title}
        isFramed
        rows={check.problems.map((problem, index) => ({ id: String(index), ...problem }))}
        columns={[
          {
            id: 'line',
            label: t('run.line'),
            width: '88px',
            isNumeric: true,
            cell: ({ line }) => format.number(line),
          },
          { id: 'path', label: t('run.path'), width: '200px', cell: ({ path }) => path, isRowHeader: true },
          { id: 'why', label: t('run.why'), cell: say },
        ]}
      />
    </>
  );
}
