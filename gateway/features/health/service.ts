import type { PartHealth, WholeHealth } from '../../contract/health.ts';
import { within } from '../../infra/within.ts';
import type { Caller } from '../../access/permits.ts';
import type { LossReport, LossService } from '../losses/service.ts';

/** A store as health sees it; `ping` throws when it does not answer. */
export interface Pingable {
  ping(): Promise<void>;
}

export interface HealthDeps {
  parts: Record<Part, Pingable>;
  objectStore: WholeHealth['object_store'];
  losses: Pick<LossService, 'report'>;
  /** Megabytes free on the data folder's disk, and wanted. */
  disk: () => { freeMb: number; wantedMb: number; isLow: boolean };
  /** How long a part may take to answer, milliseconds. */
  patienceMs?: number;
}

export const parts = ['postgres', 'qdrant', 'minio'] as const;
export type Part = (typeof parts)[number];

export type HealthService = ReturnType<typeof createHealthService>;

export function createHealthService(deps: HealthDeps) {
  const { parts: stores, objectStore, patienceMs = 3_000 } = deps;
  const check = (part: Part): Promise<PartHealth> => ping(stores[part], patienceMs);
  return {
    check,
    checkAll: async (caller: Caller): Promise<WholeHealth> => {
      const [answers, report] = await Promise.all([
        Promise.all(parts.map(async (part) => (await check(part)).status === 'ok')),
        reportOf(deps.losses, caller),
      ]);
      const [postgres, qdrant, minio] = answers;
      const details = { postgres: postgres === true, qdrant: qdrant === true, minio: minio === true };
      const found = answers.every(Boolean) ? report.status : 'error';
      const { freeMb, wantedMb, isLow } = deps.disk();
      return {
        status: found === 'ok' && isLow ? 'degraded' : found,
        details,
        object_store: objectStore,
        disk: { free_mb: freeMb, wanted_mb: wantedMb, low: isLow },
        losses: report.losses,
        other_losses: report.others,
      };
    },
  };
}

/** What can't be found out because a store does not answer is not said to be well either. */
async function reportOf(losses: HealthDeps['losses'], caller: Caller): Promise<LossReport> {
  try {
    return await losses.report(caller);
  } catch {
    return { losses: [], status: 'error', others: 0 };
  }
}

async function ping(store: Pingable, patienceMs: number): Promise<PartHealth> {
  try {
    await within(store.ping(), patienceMs);
    return { status: 'ok' };
  } catch (error) {
    return { status: 'error', reason: error instanceof Error ? error.message : 'unknown' };
  }
}
