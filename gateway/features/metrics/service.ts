import type { DiskState } from '../../infra/disk-watch.ts';
import type { Queryable } from '../../infra/postgres.ts';
import { writeOutcomes } from '../../write/outcomes.ts';
import type { WriteOutcome } from '../../write/outcomes.ts';
import type { EnginesPort } from '../engines/service.ts';
import { parts } from '../health/service.ts';
import type { HealthService } from '../health/service.ts';
import { createMetrics } from './metrics.ts';
import type { Metrics } from './metrics.ts';
import { watchProcess } from './process.ts';
import { readBacklog } from './store.ts';
import type { Backlog } from './store.ts';

/** Tasks of a pool of worker threads. */
export interface WorkerLoad {
  running: number;
  waiting: number;
  threads: number;
}

export interface MetricsDeps {
  pg: Queryable;
  engines: Pick<EnginesPort, 'list'>;
  health: Pick<HealthService, 'check'>;
  disk: () => DiskState;
  /** By the pool's name. */
  workers: () => Record<string, WorkerLoad>;
}

/** An answer that was sent whole. */
export interface Answer {
  method: string;
  /** Never a path with names or ids in it; null for none. */
  route: string | null;
  status: number;
  seconds: number;
}

export type MetricsService = ReturnType<typeof createMetricsService>;

/** Counts what happens from now on. */
export function createMetricsService(deps: MetricsDeps) {
  const metrics = createMetrics();
  const watch = watchProcess(metrics);
  for (const outcome of writeOutcomes) metrics.writes.inc({ outcome }, 0);
  return {
    contentType: metrics.registry.contentType,
    countWrite: (outcome: WriteOutcome) => metrics.writes.inc({ outcome }),
    countAnswer: ({ method, route, status, seconds }: Answer) =>
      metrics.requests.observe(
        { method, route: route ?? 'none', status: `${Math.floor(status / 100)}xx` },
        seconds,
      ),
    /** All of them in Prometheus' text format; without what Postgres alone knows while that does not answer. */
    read: async (): Promise<string> => {
      const [backlog] = await Promise.all([readBacklog(deps.pg), setEngines(metrics, deps)]);
      setBacklog(metrics, backlog);
      setDisk(metrics, deps.disk());
      setWorkers(metrics, deps.workers());
      watch.set();
      return metrics.registry.metrics();
    },
    close: watch.close,
  };
}

async function setEngines(metrics: Metrics, { engines, health }: MetricsDeps): Promise<void> {
  await Promise.all(
    parts.map(async (engine) => {
      metrics.engineUp.set({ engine }, (await health.check(engine)).status === 'ok' ? 1 : 0);
    }),
  );
  metrics.engineMemory.reset();
  metrics.engineDisk.reset();
  for (const { name: engine, memoryBytes, diskBytes } of engines.list()) {
    if (memoryBytes !== undefined) metrics.engineMemory.set({ engine }, memoryBytes);
    if (diskBytes !== undefined) metrics.engineDisk.set({ engine }, diskBytes);
  }
}

/** What there is none of counts as 0, so that it does not go away where it was. */
const intentKinds = ['write', 'staged', 'collection'];
const stores = ['qdrant', 'objects'];

function setBacklog(metrics: Metrics, backlog: Backlog | null): void {
  const { intents, garbage, garbageOverdue, eventLag, jobs, jobQueueAge } = metrics;
  for (const gauge of [intents, garbage, eventLag, jobs]) gauge.reset();
  for (const gauge of [garbageOverdue, jobQueueAge]) gauge.remove();
  if (!backlog) return;
  for (const kind of intentKinds) intents.set({ kind }, backlog.intents[kind] ?? 0);
  for (const store of stores) garbage.set({ store }, backlog.garbage[store] ?? 0);
  garbageOverdue.set(backlog.garbageOverdueSeconds);
  for (const { count, ...labels } of backlog.jobs) jobs.set(labels, count);
  jobQueueAge.set(backlog.jobQueueAgeSeconds);
  for (const [consumer, lag] of Object.entries(backlog.eventLagSeconds)) eventLag.set({ consumer }, lag);
}

const megabyte = 1024 * 1024;

function setDisk({ diskFree, diskWanted }: Metrics, { freeMb, wantedMb }: DiskState): void {
  diskFree.set(freeMb * megabyte);
  diskWanted.set(wantedMb * megabyte);
}

function setWorkers({ workerThreads, workerTasks }: Metrics, pools: Record<string, WorkerLoad>): void {
  for (const [pool, { running, waiting, threads }] of Object.entries(pools)) {
    workerThreads.set({ pool }, threads);
    workerTasks.set({ pool, state: 'running' }, running);
    workerTasks.set({ pool, state: 'waiting' }, waiting);
  }
}
