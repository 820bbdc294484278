import type { ListedJob } from '../../api/types.ts';
import styles from './job-title.module.css';
import { useJobWords } from './use-job-words.ts';

/** What a job does; the name that it is about stands out. */
export function JobTitle({ job }: { job: Pick<ListedJob, 'kind' | 'title_key' | 'params'> }) {
  const words = useJobWords();
  const { before, name, after } = words.titleParts(job);
  return (
    <span className={styles.title} title={words.title(job)}>
      {before}
      {name !== '' && <b>{name}</b>}
      {after}
    </span>
  );
}
