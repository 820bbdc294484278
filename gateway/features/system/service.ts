import { readFile } from 'node:fs/promises';
import { performance } from 'node:perf_hooks';
import { isAdmin } from '../../access/permits.ts';
import type { Caller } from '../../access/permits.ts';
import type { Licences, System } from '../../contract/system.ts';
import { notFound } from '../../errors.ts';
import { readDiskSpace } from '../../infra/disk-watch.ts';
import type { DiskState } from '../../infra/disk-watch.ts';
import type { Logger } from '../../infra/logger.ts';

export interface SystemDeps {
  version: string;
  objectStore: System['object_store'];
  dataDir: string;
  /** What the build left of licences; null where the host has none. */
  licencesFile: string | null;
  disk: () => DiskState;
  logger: Logger;
}

export type SystemService = ReturnType<typeof createSystemService>;

/** What this FroDB is and runs on. */
export function createSystemService(deps: SystemDeps) {
  return {
    /** Where it keeps its data, and how much room is there, is for admins only. */
    describe: async (caller: Caller): Promise<System> => {
      const isShown = isAdmin(caller);
      return {
        version: deps.version,
        node: process.versions.node,
        platform: `${process.platform}-${process.arch}`,
        started_at: new Date(performance.timeOrigin).toISOString(),
        object_store: deps.objectStore,
        data_dir: isShown ? deps.dataDir : null,
        disk: isShown ? await diskOf(deps) : null,
      };
    },
    /** What it is made of. Errors: 404 where that came without it. */
    licences: async (): Promise<Licences> => {
      if (deps.licencesFile === null) throw notFound('This FroDB came without its list of licences.');
      return { items: JSON.parse(await readFile(deps.licencesFile, 'utf8')) as Licences['items'] };
    },
  };
}

async function diskOf({ dataDir, disk, logger }: SystemDeps): Promise<System['disk']> {
  try {
    const { freeBytes, totalBytes } = await readDiskSpace(dataDir);
    const { wantedMb, isLow } = disk();
    return {
      free_bytes: freeBytes,
      total_bytes: totalBytes,
      wanted_free_bytes: wantedMb * 1024 * 1024,
      is_low: isLow,
    };
  } catch (error) {
    logger.warn({ err: error, path: dataDir }, 'the space of the disk could not be read');
    return null;
  }
}
