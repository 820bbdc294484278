import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { appRoot, engineBinaries, platformKey, programSuffix } from '../paths.ts';
import { isRunnable, isWholePostgres } from '../supervisor/engine-programs.ts';
import type { EngineBinaries } from '../supervisor/supervisor.ts';

interface CatalogueEntry {
  version?: string;
  /** Variable by which a user gives this program. */
  given?: string;
}

interface InstalledEntry {
  version?: string;
  /** Why it can't be had here, if so. */
  missing?: string;
}

/**
 * True when every engine that the catalogue names is in its folder in that version, or known not to be had here:
 * then a start need not load the code that gets engines. Anything unusual (a program that the user gives, a folder
 * that was never filled, or was copied and lost its links) is false, and that code decides.
 */
export function areEnginesInPlace(env: Readonly<Record<string, string | undefined>>): boolean {
  const resources = join(appRoot(), 'resources');
  const catalogue = readJson<Record<string, CatalogueEntry>>(join(resources, 'engines.json'));
  const installed = readJson<Record<string, InstalledEntry>>(
    join(resources, 'bin', platformKey, 'installed.json'),
  );
  if (catalogue === null || installed === null) return false;
  const binaries = engineBinaries(resources);
  return Object.entries(binaries).every(([name, path]) => {
    const [wanted, found] = [catalogue[name], installed[name]];
    if (wanted?.given !== undefined && env[wanted.given]) return false;
    if (wanted?.version === undefined || found?.version !== wanted.version) return false;
    if (found.missing !== undefined) return true;
    return name === 'postgres' ? isWholePostgres(path, programSuffix) : isRunnable(path);
  });
}

/** What getting engines answers; Postgres by its folder of programs. */
interface FoundEngines {
  postgres?: { path: string };
  qdrant?: { path: string };
  minio?: { path: string } | { filesystem: true };
}

/** Where the supervisor looks for engines that were got; those that were not are where they would be. */
export function binariesOf({ postgres, qdrant, minio }: FoundEngines): EngineBinaries {
  const inPlace = engineBinaries();
  return {
    postgres: postgres === undefined ? inPlace.postgres : dirname(postgres.path),
    qdrant: qdrant?.path ?? inPlace.qdrant,
    minio: minio !== undefined && 'path' in minio ? minio.path : inPlace.minio,
  };
}

function readJson<T>(file: string): T | null {
  try {
    return JSON.parse(readFileSync(file, 'utf8')) as T;
  } catch {
    return null;
  }
}
