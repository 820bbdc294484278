import type { LiveEvent } from '../../api/live.ts';
import type { ListedJob } from '../../api/types.ts';

/** One thing that happened. */
export type Happening = { id: string; at: string; database: string | null } & (
  { kind: 'event'; event: LiveEvent } | { kind: 'job'; job: ListedJob }
);

const shown = 40;

/**
 * Events and ended jobs as one list, the newest first. Events of jobs and engines are left out: a job is there itself, and
 * an engine's restart is seen where engines are.
 */
export function recentOf(events: readonly LiveEvent[], jobs: readonly ListedJob[]): Happening[] {
  const all = [
    ...events
      .filter(({ type }) => !type.startsWith('job.') && !type.startsWith('engine.'))
      .map((event, index): Happening => {
        const { at, database } = event;
        return { kind: 'event', id: `${index} ${at} ${event.type}`, at, database, event };
      }),
    ...jobs.flatMap((job): Happening[] =>
      job.ended_at === null
        ? []
        : [{ kind: 'job', id: job.id, at: job.ended_at, database: job.database, job }],
    ),
  ];
  return all.toSorted((one, other) => other.at.localeCompare(one.at)).slice(0, shown);
}

/** The day of an RFC 3339 time on this machine's calendar, `YYYY-MM-DD`. */
export function dayOf(time: string): string {
  const at = new Date(time);
  const [month, day] = [at.getMonth() + 1, at.getDate()].map((part) => String(part).padStart(2, '0'));
  return `${at.getFullYear()}-${month}-${day}`;
}
