import type { Job, JobWithAttempts } from '../../contract/jobs.ts';
import type { JobRow, WholeJobRow } from './store.ts';

/** A job as clients see it. */
export function presentJob(row: JobRow): Job {
  const { done, total, unit, detail, per_second: perSecond } = row;
  const isRunning = row.state === 'running';
  return {
    id: row.id,
    kind: row.kind,
    state: row.state,
    title_key: row.title_key,
    params: row.params,
    database: row.database_name,
    collection: row.collection_name,
    progress: { done, total, unit, detail },
    eta_seconds: isRunning ? timeLeft(done, total, perSecond) : null,
    attempts: row.attempts,
    error: row.error,
    result: row.result,
    created_by: row.key_id,
    created_at: row.created_at,
    started_at: row.started_at,
    ended_at: row.ended_at,
    next_attempt_at: row.state === 'waiting' ? row.due_at : null,
  };
}

export function presentWithAttempts(row: WholeJobRow): JobWithAttempts {
  return { ...presentJob(row), attempt_log: row.attempt_log };
}

function timeLeft(done: number, total: number | null, perSecond: number | null): number | null {
  if (total === null || perSecond === null || perSecond <= 0) return null;
  return Math.ceil(Math.max(total - done, 0) / perSecond);
}
