import PgBoss from 'pg-boss';
import type { Postgres, Queryable } from './postgres.ts';

/** Jobs of one lane take turns; each lane has a number of them that run at a time. */
export const lanes = ['heavy', 'light'] as const;
export type Lane = (typeof lanes)[number];

export interface QueuedJob {
  id: string;
  lane: Lane;
  /** The one with the lowest turn comes first, then the oldest. */
  turn: number;
  /** Seconds until it may be taken. */
  after?: number;
}

/**
 * What is to be run next: ids, put and taken in the caller's transaction. It knows neither kinds of jobs nor how they
 * end; whoever takes an id removes it.
 */
export interface JobQueue {
  /** Makes its schema at the first start, and brings it up to date. */
  start: () => Promise<void>;
  put: (tx: Queryable, job: QueuedJob) => Promise<void>;
  /** At most `count` that are due, which nobody else gets from now on. */
  take: (tx: Queryable, lane: Lane, count: number) => Promise<string[]>;
  remove: (tx: Queryable, lane: Lane, id: string) => Promise<void>;
}

const schema = 'frodb_jobs';

/**
 * The queue of pg-boss in a schema of its own, without its supervision: how long a job may run, and what becomes of one
 * whose gateway is gone, says its row in `frodb.jobs`.
 */
export function createJobQueue(pg: Postgres): JobQueue {
  const boss = new PgBoss({ db: dbOf(pg), schema, supervise: false, schedule: false });
  return {
    start: async () => {
      await boss.start();
      for (const lane of lanes) await boss.createQueue(lane);
    },
    put: async (tx, { id, lane, turn, after = 0 }) => {
      await boss.send(lane, {}, { id, priority: -turn, startAfter: after, db: dbOf(tx) });
    },
    take: async (tx, lane, count) => {
      const jobs = await boss.fetch(lane, { batchSize: count, db: dbOf(tx) });
      return jobs.map(({ id }) => id);
    },
    remove: async (tx, lane, id) => {
      await boss.deleteJob(lane, id, { db: dbOf(tx) });
    },
  };
}

/** Several statements at once, as its migrations are, answer nothing. */
function dbOf(pg: Queryable): PgBoss.Db {
  return { executeSql: async (text, values) => ({ rows: (await pg.query(text, values)) ?? [] }) };
}
