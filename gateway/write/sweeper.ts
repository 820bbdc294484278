import { forgetEvents, runConsumer } from './consumers.ts';
import type { WriteEnv } from './env.ts';
import { intentColumns, toIntent } from './intents.ts';
import type { Intent } from './intents.ts';
import { deleteListed, deletePuts } from './roll-back.ts';
import { statsConsumer } from './stats.ts';

const batch = 1_000;

interface GarbageRow {
  id: string;
  store: 'qdrant' | 'objects';
  container: string;
  names: string[] | null;
  /** This one counted. */
  attempts: number;
}

/** What a sweep did, for the log. */
export interface SweepResult {
  intents: number;
  garbage: number;
  failed: number;
}

/**
 * Collects what no row references: intents whose lease ran out, garbage that is due, idempotency answers of
 * yesterday; folds the deltas of events into the stats, and forgets events after their time. Several gateways may sweep at once: rows are claimed.
 */
export async function sweep(env: WriteEnv): Promise<SweepResult> {
  const intents = await sweepIntents(env);
  const garbage = await sweepGarbage(env);
  // A job's own claims tell which of its steps are done, however long it is interrupted, or waits to be tried again.
  await env.pg.query(`DELETE FROM frodb.idempotency WHERE (expires_at < now()
    OR (status IS NULL AND lease_until < now() - interval '1 hour'))
    AND (method <> 'JOB' OR NOT EXISTS (SELECT 1 FROM frodb.jobs WHERE '/jobs/' || id = path AND state <> 'succeeded'))`);
  await env.pg.query(`DELETE FROM frodb.collected WHERE at < now() - interval '5 minutes'`);
  await runConsumer(env.pg, statsConsumer);
  await forgetEvents(env.pg, env.times.eventsKeepSeconds);
  return {
    intents: intents.done,
    garbage: garbage.done,
    failed: intents.failed + garbage.failed,
  };
}

/** With bundled engines no other gateway can own a write: at start all of them have lost their owner. */
export async function expireWriteIntents(env: WriteEnv): Promise<void> {
  await env.pg.query(
    `UPDATE frodb.intents SET lease_until = now() WHERE kind <> 'staged' AND state = 'open'`,
  );
  await env.pg.query(`UPDATE frodb.idempotency SET lease_until = now() WHERE status IS NULL`);
}

async function sweepIntents(env: WriteEnv): Promise<{ done: number; failed: number }> {
  const count = { done: 0, failed: 0 };
  for (;;) {
    // Pushing the lease on while it is worked on keeps other sweepers away and gives failures their backoff.
    const rows = await env.pg.query<Parameters<typeof toIntent>[0] & { was: string }>(
      `WITH due AS (SELECT id AS due_id, state AS was FROM frodb.intents i WHERE lease_until < now()
         AND NOT (state = 'open' AND EXISTS (SELECT 1 FROM frodb.job_holds h WHERE h.intent_id = i.id))
         ORDER BY lease_until LIMIT 50 FOR UPDATE SKIP LOCKED)
       UPDATE frodb.intents SET attempts = attempts + 1,
         state = CASE WHEN state = 'open' THEN 'rolling_back' ELSE state END,
         lease_until = now() + make_interval(secs => least($1 * power(2, least(attempts, 20)), $2))
       FROM due WHERE id = due_id RETURNING ${intentColumns}, was`,
      [env.times.intentLeaseSeconds, env.times.longestBackoffSeconds],
    );
    if (rows.length === 0) return count;
    for (const row of rows) {
      try {
        await collectIntent(env, toIntent(row), row.was);
        count.done++;
      } catch (error) {
        count.failed++;
        env.logger.warn({ err: error, intent: row.id }, 'an intent could not be collected yet');
      }
    }
  }
}

async function collectIntent(env: WriteEnv, intent: Intent, was: string): Promise<void> {
  if (was !== 'rolled_back') return deleteListed(env, intent);
  // The second sweep: a late put can arrive after its delete.
  await deletePuts(env, intent);
  await env.pg.query(`DELETE FROM frodb.intents WHERE id = $1 AND state = 'rolled_back'`, [intent.id]);
}

async function sweepGarbage(env: WriteEnv): Promise<{ done: number; failed: number }> {
  const count = { done: 0, failed: 0 };
  const down = new Set<string>();
  for (;;) {
    const rows = await env.pg.query<GarbageRow>(
      `WITH due AS (SELECT g.id FROM frodb.garbage g WHERE due_at < now() AND store <> ALL($2::text[])
         AND (names IS NOT NULL OR NOT EXISTS (SELECT 1 FROM frodb.intents i WHERE i.collection_id = g.collection_id))
         ORDER BY due_at LIMIT 50 FOR UPDATE SKIP LOCKED)
       UPDATE frodb.garbage g SET attempts = attempts + 1,
         due_at = now() + make_interval(secs => least($1 * power(2, least(attempts, 20)), $3))
       FROM due WHERE g.id = due.id RETURNING g.id, store, container, names, attempts`,
      [env.times.intentLeaseSeconds, [...down], env.times.longestBackoffSeconds],
    );
    if (rows.length === 0) return count;
    for (const row of rows) {
      if (down.has(row.store)) continue;
      try {
        if (await collectGarbage(env, row)) {
          await env.pg.query(
            `WITH done AS (DELETE FROM frodb.garbage WHERE id = $1 RETURNING store, container, names, collection_id)
             INSERT INTO frodb.collected (store, container, names, collection_id)
             SELECT store, container, names, collection_id FROM done WHERE names IS NOT NULL`,
            [row.id],
          );
        } else {
          await env.pg.query(
            'UPDATE frodb.garbage SET attempts = 0, due_at = now() + make_interval(secs => $2) WHERE id = $1',
            [row.id, env.times.resweepSeconds],
          );
        }
        count.done++;
      } catch (error) {
        down.add(row.store);
        count.failed++;
        env.logger.warn({ err: error, store: row.store, container: row.container }, 'garbage waits');
      }
    }
  }
}

/**
 * False for what has to be looked at once more: a container counts as gone when it is found gone, some time after it
 * was dropped. MinIO, while it starts, makes the buckets anew that it listed first, though they were dropped meanwhile.
 */
async function collectGarbage(
  env: WriteEnv,
  { store, container, names, attempts }: GarbageRow,
): Promise<boolean> {
  if (names === null) {
    const { vectors, objects } = env;
    const wasThere = await (store === 'qdrant'
      ? vectors.dropCollection(container)
      : objects.dropBucket(container));
    // After a failure it may be that very drop whose answer was lost.
    return !wasThere && attempts === 1;
  }
  for (let start = 0; start < names.length; start += batch) {
    const part = names.slice(start, start + batch);
    await (store === 'qdrant'
      ? env.vectors.deletePoints(container, part)
      : env.objects.delete(container, part));
  }
  return true;
}

/** Runs a sweep now and then every interval; a sweep that fails is logged and tried at the next. */
export function startSweeper(env: WriteEnv): {
  stop: () => Promise<void>;
  sweepNow: () => Promise<SweepResult>;
} {
  let running: Promise<unknown> = Promise.resolve();
  const next = (): Promise<SweepResult> => {
    const turn = running.then(() => sweep(env));
    running = turn.catch((error: unknown) =>
      env.logger.warn({ err: error }, 'the sweep failed; next try in a while'),
    );
    return turn;
  };
  const tick = (): void => void next().catch(() => undefined);
  const timer = setInterval(tick, env.times.sweepIntervalSeconds * 1_000);
  tick();
  return {
    sweepNow: next,
    stop: async () => {
      clearInterval(timer);
      await running;
    },
  };
}
