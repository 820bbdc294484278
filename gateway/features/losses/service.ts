import { uptime } from 'node:os';
import { setTimeout as sleep } from 'node:timers/promises';
import { permits } from '../../access/permits.ts';
import type { Caller } from '../../access/permits.ts';
import type { Loss } from '../../contract/losses.ts';
import type { Queryable } from '../../infra/postgres.ts';
import { within } from '../../infra/within.ts';
import { clearFound } from './files.ts';
import { compareAfterUncleanEnd, healIndexes, replaceBuckets } from './heal.ts';
import type { HealDeps } from './heal.ts';
import { indexRequests } from './index-requests.ts';
import { rebuildKind } from './jobs.ts';
import { findLostContainers } from './lost-containers.ts';
import { readLosses } from './report.ts';
import { leaveEnd, listRebuilds, takeEnd } from './store.ts';

export interface LossDeps extends Omit<HealDeps, 'signal'> {
  /** The engines are FroDB's own, which end when it ends: false for those of others, of whose ends nothing is known. */
  hasOwnEngines: boolean;
}

/** What the stores have lost, as far as a key may know of it. */
export interface LossReport {
  losses: Loss[];
  /** `degraded`: only files; `error`: what is lost keeps reads or writes from working. Of all losses. */
  status: 'ok' | 'degraded' | 'error';
  /** Of databases and collections that the key may not read. */
  others: number;
}

export type LossService = ReturnType<typeof createLossService>;

/** How long a start waits for indexes to be whole; then FroDB is ready, and search of those answers that they are not. */
const startPatienceMs = 30_000;
const startLookMs = 50;
const lookIntervalMs = 60_000;
const answerMs = 3_000;
const marksAtATime = 200;
const mostBytesAtATime = 64 * 1024 * 1024;

/** Finds what stores have lost, says it by name, and sees to it that it is healed where that can be done. */
export function createLossService(given: LossDeps) {
  const closing = new AbortController();
  const deps: HealDeps = { ...given, signal: closing.signal };
  const { env } = deps;
  const kind = rebuildKind(deps);
  const looking = background(deps, 'search indexes could not be looked after', () => healIndexes(deps, kind));
  const rechecking = background(deps, 'lost files could not be looked for', async () => {
    const before = new Date();
    const budget = { bytes: mostBytesAtATime };
    const how = { before, limit: marksAtATime, budget };
    while ((await clearFound(deps, deps.collections.findId, how)) === marksAtATime)
      closing.signal.throwIfAborted();
  });
  let isCompared = false;
  let isWell = false;
  let timer: NodeJS.Timeout | undefined;
  let asked: Promise<Loss[]> | null = null;

  /** Read once for all who ask at the same time; fails when that takes long. */
  const losses = (): Promise<Loss[]> => {
    if (asked) return asked;
    const reading = within(readLosses(env, deps.jobs), answerMs).finally(() => (asked = null));
    asked = reading;
    reading.then(
      (found) => {
        if (found.some(({ store }) => store === 'qdrant')) looking.begin();
        if (found.some(({ what }) => what === 'files')) rechecking.begin();
      },
      // Whoever asked is told.
      () => undefined,
    );
    return reading;
  };

  return {
    /** Before FroDB is ready. */
    begin: async (): Promise<void> => {
      const [ended, { lost, isComplete }, rebuilds] = await Promise.all([
        takeEnd(env.pg),
        findLostContainers(env),
        listRebuilds(env.pg),
      ]);
      await replaceBuckets(deps, lost);
      isWell = isSafe(ended, given) && lost.length + rebuilds.length === 0;
      isCompared = isComplete && (isSafe(ended, given) || (await compareAfterUncleanEnd(deps, lost)));
      if (!isWell) looking.begin();
      rechecking.begin();
      timer = setInterval(looking.begin, lookIntervalMs);
      timer.unref();
    },
    /** Waits a while for search indexes that are built again, once jobs run. */
    settled: async (): Promise<void> => {
      if (isWell) return;
      const deadline = Date.now() + startPatienceMs;
      await Promise.race([looking.ended(), sleep(startPatienceMs, undefined, { ref: false })]);
      while (Date.now() < deadline && (await hasRebuilds(env.pg))) await sleep(startLookMs);
    },
    ...indexRequests(deps, kind, looking.begin),
    report: async (caller: Caller): Promise<LossReport> => {
      const all = await losses();
      const visible = all.filter(
        ({ database, collection }) => permits(caller, 'read', database, collection) === 'yes',
      );
      return { losses: visible, status: statusOf(all), others: all.length - visible.length };
    },
    /** In order, so that the next start need not compare. */
    end: async (): Promise<void> => {
      clearInterval(timer);
      closing.abort();
      await Promise.all([looking.ended(), rechecking.ended()]);
      if (!isCompared) return;
      await leaveEnd(env.pg).catch((error: unknown) =>
        env.logger.warn({ err: error }, 'the next start will compare the stores: the end could not be noted'),
      );
    },
  };
}

/** While Postgres is away, nobody waits for it. */
async function hasRebuilds(pg: Queryable): Promise<boolean> {
  try {
    return (await listRebuilds(pg)).length > 0;
  } catch {
    return false;
  }
}

function statusOf(losses: Loss[]): LossReport['status'] {
  if (losses.length === 0) return 'ok';
  return losses.every(({ what }) => what === 'files') ? 'degraded' : 'error';
}

/** Whether what was acknowledged before an end can be relied on: a machine that went down since may have lost some of it. */
function isSafe(ended: Date | null, { hasOwnEngines }: LossDeps): boolean {
  const bootedAt = Date.now() - uptime() * 1_000;
  return hasOwnEngines && ended !== null && ended.getTime() > bootedAt;
}

/** Work that runs once at a time, and once more where it was asked for meanwhile. */
function background({ env, signal }: HealDeps, failure: string, work: () => Promise<void>) {
  let running: Promise<void> | null = null;
  let isWanted = false;
  const run = async (): Promise<void> => {
    while (isWanted && !signal.aborted) {
      isWanted = false;
      try {
        await work();
      } catch (error) {
        if (!signal.aborted) env.logger.warn({ err: error }, failure);
      }
    }
  };
  return {
    begin: (): void => {
      isWanted = true;
      running ??= run().finally(() => (running = null));
    },
    ended: async (): Promise<void> => {
      await running;
    },
  };
}
