import PgBoss from 'pg-boss';
import type { Postgres, Queryable } from './postgres.ts';

/** Jobs of one lane take turns; each lane has a number of them that run at a time. */
export const lanes = ['heavy', 'light', 'outgoing'] as const;
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
  /** What was taken in the same transaction, and is to be taken later. */
  putBack: (tx: Queryable, lane: Lane, ids: string[]) => Promise<void>;
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
    start: () => startAlone(pg, boss),
    put: async (tx, { id, lane, turn, after = 0 }) => {
      const put = await boss.send(lane, {}, { id, priority: -turn, startAfter: after, db: dbOf(tx) });
      if (put === null) throw new Error(`job ${id} is in the queue already`);
    },
    take: async (tx, lane, count) => {
      const db = dbOf(tx);
      let failure: unknown;
      const executeSql: PgBoss.Db['executeSql'] = (text, values) =>
        db.executeSql(text, values).catch((error: unknown) => {
          failure = error;
          throw error;
        });
      const jobs = await boss.fetch(lane, { batchSize: count, db: { executeSql } });
      // pg-boss takes every error for an empty queue.
      if (failure !== undefined) throw failure;
      return jobs.map(({ id }) => id);
    },
    putBack: async (tx, lane, ids) => {
      // In two steps, as pg-boss has it; what somebody else does to one of them meanwhile still finds its row.
      await boss.cancel(lane, ids, { db: dbOf(tx) });
      await boss.resume(lane, ids, { db: dbOf(tx) });
    },
    remove: async (tx, lane, id) => {
      await boss.deleteJob(lane, id, { db: dbOf(tx) });
    },
  };
}

/** Of all FroDB's session locks: any constant will do, as long as no other feature uses it. */
const queueLock = 0x46726f03;

/**
 * One gateway after another: two that make the same queue at once lock each other out. The index is for taking the next
 * one of many thousands without looking at all of them.
 */
async function startAlone(pg: Postgres, boss: PgBoss): Promise<void> {
  const session = await pg.session();
  try {
    await session.query('SELECT pg_advisory_lock($1)', [queueLock]);
    await boss.start();
    for (const lane of lanes) await boss.createQueue(lane);
    await session.query(`CREATE INDEX IF NOT EXISTS job_next ON ${schema}.job (name, priority DESC, created_on, id)
      WHERE state < 'active'`);
  } finally {
    await session.close();
  }
}

/** Several statements at once, as its migrations are, answer nothing. */
function dbOf(pg: Queryable): PgBoss.Db {
  return { executeSql: async (text, values) => ({ rows: (await pg.query(text, values)) ?? [] }) };
}
