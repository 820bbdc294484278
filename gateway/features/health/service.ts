import type { PartHealth, WholeHealth } from '../../contract/health.ts';

/** A store as health sees it; `ping` throws when it does not answer. */
export interface Pingable {
  ping(): Promise<void>;
}

export interface HealthDeps {
  parts: Record<Part, Pingable>;
  objectStore: WholeHealth['object_store'];
  /** Megabytes free on the data folder's disk, and wanted. */
  disk: () => { freeMb: number; wantedMb: number; isLow: boolean };
  /** How long a part may take to answer, milliseconds. */
  patienceMs?: number;
}

export const parts = ['postgres', 'qdrant', 'minio'] as const;
export type Part = (typeof parts)[number];

export type HealthService = ReturnType<typeof createHealthService>;

export function createHealthService({ parts: stores, objectStore, disk, patienceMs = 3_000 }: HealthDeps) {
  const check = (part: Part): Promise<PartHealth> => ping(stores[part], patienceMs);
  return {
    check,
    checkAll: async (): Promise<WholeHealth> => {
      const [postgres, qdrant, minio] = await Promise.all(
        parts.map(async (part) => (await check(part)).status === 'ok'),
      );
      const details = { postgres: postgres === true, qdrant: qdrant === true, minio: minio === true };
      const isUp = Object.values(details).every(Boolean);
      const { freeMb, wantedMb, isLow } = disk();
      return {
        status: isUp ? (isLow ? 'degraded' : 'ok') : 'error',
        details,
        object_store: objectStore,
        disk: { free_mb: freeMb, wanted_mb: wantedMb, low: isLow },
      };
    },
  };
}

async function ping(store: Pingable, patienceMs: number): Promise<PartHealth> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_resolve, reject) => {
    timer = setTimeout(() => reject(new Error(`no answer in ${patienceMs / 1_000} s`)), patienceMs);
  });
  try {
    await Promise.race([store.ping(), late]);
    return { status: 'ok' };
  } catch (error) {
    return { status: 'error', reason: error instanceof Error ? error.message : 'unknown' };
  } finally {
    clearTimeout(timer);
  }
}
