import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { problemOf } from '../../api/problem.ts';
import { keys } from '../../api/queries.ts';
import { Button } from '../../components/button/button.tsx';
import { Table } from '../../components/table/table.tsx';
import { useFormat } from '../format/use-format.ts';
import { ProblemNote } from '../problems/problem-note.tsx';
import { PlanSection } from './plan-section.tsx';
import { readRejected, rejectedAsCsv } from './rejected.ts';
import type { RejectedRow } from './rejected.ts';
import { useFieldProblem } from '../problems/use-field-problems.ts';

const mostShown = 200;

/** The rows that an import put aside: where they are in the file, what they say, and what is wrong with them. */
export function RejectedRows({ id, count }: { id: string; count: number }) {
  const { t } = useTranslation('imports');
  const format = useFormat();
  const say = useFieldProblem();
  const { data: rows = [], error } = useQuery({
    queryKey: [...keys.jobs, 'one', id, 'rejected', Math.min(count, mostShown)],
    queryFn: ({ signal }) => readRejected(id, mostShown, signal),
  });
  return (
    <PlanSection title={t('rejected.title')} end={<Downloads id={id} />}>
      {error !== null && <ProblemNote problem={error} />}
      <Table
        label={t('rejected.title')}
        isFramed
        rows={rows.map((row, index) => ({ id: String(index), ...row }))}
        columns={[
          {
            id: 'line',
            label: t('rejected.line'),
            width: '88px',
            isNumeric: true,
            cell: ({ line }) => format.number(line),
          },
          {
            id: 'row',
            label: t('rejected.row'),
            isMono: true,
            isRowHeader: true,
            cell: ({ row }) => shown(row),
          },
          {
            id: 'why',
            label: t('rejected.why'),
            cell: ({ errors }) => errors.map((error_) => `${error_.path}: ${say(error_)}`).join(' · '),
          },
        ]}
      />
      {count > rows.length && rows.length > 0 && (
        <p className="muted">
          {t('rejected.first', { count: rows.length, number: format.number(rows.length) })}
        </p>
      )}
    </PlanSection>
  );
}

function shown(row: RejectedRow['row']): string {
  return typeof row === 'string' ? row : JSON.stringify(row);
}

function Downloads({ id }: { id: string }) {
  const { t } = useTranslation('imports');
  const [isBusy, setIsBusy] = useState(false);
  const [problem, setProblem] = useState<unknown>(null);
  const save = async (): Promise<void> => {
    setIsBusy(true);
    setProblem(null);
    try {
      const blob = await rejectedAsCsv(id);
      const link = document.createElement('a');
      link.href = URL.createObjectURL(blob);
      link.download = 'rejected.csv';
      link.click();
      setTimeout(() => URL.revokeObjectURL(link.href), 10_000);
    } catch (error) {
      setProblem(error);
    } finally {
      setIsBusy(false);
    }
  };
  return (
    <>
      <Button size="sm" href={`/jobs/${id}/rejected`} download="rejected.ndjson">
        {t('rejected.ndjson')}
      </Button>{' '}
      <Button size="sm" isBusy={isBusy} onPress={() => void save()}>
        {t('rejected.csv')}
      </Button>
      {problem !== null && problemOf(problem).detail}
    </>
  );
}
