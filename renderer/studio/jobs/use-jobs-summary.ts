import { useTranslation } from 'react-i18next';
import type { ListedJob } from '../../api/types.ts';
import { useFormat } from '../format/use-format.ts';
import type { TrayJobs } from './use-tray-jobs.ts';

export interface JobsSummary {
  /** `2 jobs, 1 failed`. */
  words: string;
  state: 'none' | 'active' | 'failed' | 'done';
  /** How much of all that runs and waits is done, 0 to 1; null: it can't be said. */
  share: number | null;
}

/** What ring, line and tray have in common. */
export function useJobsSummary({ active, ended }: TrayJobs): JobsSummary {
  const { t } = useTranslation('jobs');
  const { number } = useFormat();
  const failed = ended.filter(({ state }) => state === 'failed').length;
  const counted = (count: number) => ({ count, number: number(count) });
  if (active.length > 0) {
    const words = t('summary.active', counted(active.length));
    return {
      state: 'active',
      words: failed > 0 ? t('summary.alsoFailed', { active: words, ...counted(failed) }) : words,
      share: shareOf(active),
    };
  }
  if (failed > 0) return { state: 'failed', words: t('summary.failed', counted(failed)), share: null };
  if (ended.length > 0) return { state: 'done', words: t('summary.done', counted(ended.length)), share: 1 };
  return { state: 'none', words: t('summary.none'), share: null };
}

/** The share of one job that is done, 0 to 1; null while its size is not known. */
export function shareDone({ progress: { done, total } }: Pick<ListedJob, 'progress'>): number | null {
  if (total === null) return null;
  return total <= 0 ? 1 : Math.min(Math.max(done / total, 0), 1);
}

function shareOf(jobs: ListedJob[]): number | null {
  const shares = jobs.map(shareDone).filter((share) => share !== null);
  if (shares.length === 0) return null;
  return shares.reduce((sum, share) => sum + share, 0) / shares.length;
}
