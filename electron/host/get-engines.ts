import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { EnsuredEngines, EnsureOptions, FetchProgress } from '../../build/engines/index.ts';
import { appRoot, engineBinaries, platformKey, programSuffix } from '../paths.ts';
import { peekObjectStore } from '../supervisor/folder/data-folder.ts';
import { isRunnable, isWholePostgres } from '../supervisor/engines/engine-programs.ts';
import { type EngineBinaries, servesByMinio } from '../supervisor/supervisor.ts';
import { SupervisorError } from '../supervisor/supervisor-error.ts';
import type { RunOptions } from './run.ts';
import type { Settings } from './settings.ts';

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
function areEnginesInPlace(env: Readonly<Record<string, string | undefined>>): boolean {
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

/** What getting engines is told, and tells. */
export interface GetOptions {
  env: NodeJS.ProcessEnv;
  onProgress: (progress: FetchProgress) => void;
  signal: AbortSignal;
}

/** The code that gets engines is loaded only when it is needed. */
async function ensure(options: Omit<EnsureOptions, 'dir'>): Promise<EnsuredEngines> {
  const { ensureEngines } = await import('../../build/engines/index.ts');
  return ensureEngines({ dir: join(appRoot(), 'resources', 'bin'), ...options });
}

/**
 * What a start needs. It waits for a build of MinIO only where it can't do without: the files are in it already, or
 * Postgres is an external one, with which the filesystem store does not go.
 */
export async function enginesForStart(
  { dataDir, supervisor: { external } }: Settings,
  options: GetOptions,
): Promise<Pick<RunOptions, 'binaries' | 'isMinioToBuild'>> {
  if (areEnginesInPlace(options.env)) return { binaries: engineBinaries() };
  const choice = peekObjectStore(dataDir);
  const isNeeded = choice?.store === 'minio' || external.includes('postgres');
  const found = await ensure({ ...options, builds: isNeeded });
  const isWanted = choice?.isChosen !== true && servesByMinio(process.platform);
  return {
    binaries: binariesOf(found),
    isMinioToBuild: found.minio === undefined && isWanted && !external.includes('minio'),
  };
}

/** The MinIO program, built if need be. Throws SupervisorError where it can't be had. */
export async function getMinio(options: GetOptions): Promise<string> {
  const { minio } = await ensure({ ...options, only: ['minio'], retry: true });
  if (minio !== undefined && 'path' in minio) return minio.path;
  const reason = minio?.reason ?? 'it could not be had';
  throw new SupervisorError('engine_missing', `Moving files needs MinIO: ${reason}. Nothing was moved.`);
}

/** Gets what is missing; what could not be had before is tried again. Gives the path of each, or why not. */
export async function getEngines(
  options: GetOptions & { trustFirstUse: boolean },
): Promise<Record<string, string>> {
  const found = await ensure({ ...options, retry: true });
  return Object.fromEntries(
    Object.entries(found).map(([name, engine]) => [name, 'path' in engine ? engine.path : engine.reason]),
  );
}

/** Where the supervisor looks for engines that were got; those that were not are where they would be. */
export function binariesOf({ postgres, qdrant, minio }: EnsuredEngines): EngineBinaries {
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
