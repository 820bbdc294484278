import { useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import type { ListedJob } from '../../api/types.ts';
import { ProgressBar } from '../../components/progress-bar/progress-bar.tsx';
import { Table } from '../../components/table/table.tsx';
import type { TableColumn } from '../../components/table/table.tsx';
import { useFormat } from '../format/use-format.ts';
import { isEnded } from './job-state.ts';
import styles from './job-table.module.css';
import { JobTitle } from './job-title.tsx';
import { StateOfJob } from './state-of-job.tsx';
import { shareDone } from './use-jobs-summary.ts';
import { useJobWords } from './use-job-words.ts';

/** The list of the page; pressing a line opens the inspector. */
export function JobTable({
  jobs,
  selected,
  onSelect,
}: {
  jobs: ListedJob[];
  selected: string | null;
  onSelect: (id: string | null) => void;
}) {
  const { t } = useTranslation('jobs');
  const words = useJobWords();
  const format = useFormat();
  const columns = useMemo(
    (): TableColumn<ListedJob>[] => [
      {
        id: 'state',
        label: t('list.state'),
        width: '116px',
        cell: ({ state }) => <StateOfJob state={state} />,
      },
      {
        id: 'job',
        label: t('list.job'),
        isRowHeader: true,
        cell: (job) => <JobTitle job={job} />,
      },
      { id: 'progress', label: t('list.progress'), width: '26%', cell: (job) => <Progress job={job} /> },
      { id: 'time', label: t('list.time'), width: '180px', cell: (job) => words.time(job) },
      {
        id: 'made',
        label: t('list.made'),
        width: '150px',
        isNumeric: true,
        cell: ({ created_at: time }) => format.dateTime(time),
      },
    ],
    [t, words, format],
  );
  return (
    <Table label={t('list.name')} columns={columns} rows={jobs} selected={selected} onSelect={onSelect} />
  );
}

function Progress({ job }: { job: ListedJob }) {
  const words = useJobWords();
  if (isEnded(job) || job.state === 'waiting') return <span className="muted">{words.progress(job)}</span>;
  return (
    <span className={styles.progress}>
      <span className={styles.bar}>
        <ProgressBar label={words.title(job)} value={shareDone(job)} />
      </span>
      <span className="cut">{words.progress(job)}</span>
    </span>
  );
}
