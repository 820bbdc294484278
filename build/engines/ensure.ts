import { mkdir } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import envPaths from 'env-paths';
import { isRunnable, isWholePostgres } from '../../electron/supervisor/engines/engine-programs.ts';
import { adviceFor, externalEngines, titles } from './advice.ts';
import {
  engineNames,
  exeSuffix,
  platformOf,
  shippedCatalogue,
  type Catalogue,
  type EngineName,
  type Platform,
} from './catalogue.ts';
import { signalOf, type Context } from './context.ts';
import { ChecksumError, EnginesError } from './engines-error.ts';
import { given, type EnsuredEngine } from './given.ts';
import { removeLeftovers } from './install.ts';
import { installedFrom, readInstalled, recordInstalled, type Installed } from './installed.ts';
import { withLock } from './lock.ts';
import { lookAtMachine, type MachineFacts } from './machine.ts';
import { installMinio, minioProgram } from './minio.ts';
import { installPostgres, postgresProgram } from './postgres.ts';
import type { FetchProgress } from './progress.ts';
import { installQdrant, qdrantProgram } from './qdrant.ts';

export interface EnsureOptions {
  /** `resources/bin`: the engines go to a folder of it named by the platform. */
  dir: string;
  /** Where FRODB_ENGINES_DIR, FRODB_ENGINES_MIRROR, FRODB_QDRANT_BIN, … are read, and what programs inherit. */
  env: NodeJS.ProcessEnv;
  /** Another platform's engines, for packaging; this machine's when left out. */
  platform?: Platform;
  onProgress?: (progress: FetchProgress) => void;
  /** Fetch files of which no sha256 is known, and hold to the one found from then on. */
  trustFirstUse?: boolean;
  /** False leaves MinIO out where only a build gets it, and waits for nobody else's build either. */
  builds?: boolean;
  /** Try again what could not be had last time; a plain start does not wait for it again. */
  retry?: boolean;
  /** Only these; those that the environment makes external are left out when it is not given. */
  only?: EngineName[];
  signal?: AbortSignal;
  /** For tests. */
  catalogue?: Catalogue;
  cacheDir?: string;
  packagesFrom?: string;
  machine?: MachineFacts | null;
  download?: Context['download'];
}

export interface EnsuredEngines {
  postgres?: EnsuredEngine;
  qdrant?: EnsuredEngine;
  /**
   * `filesystem` when MinIO cannot be had here: then objects go to the filesystem store, and the user is told. Left out
   * when it would have to be built and that was not wanted.
   */
  minio?: EnsuredEngine | { filesystem: true; reason: string };
}

function contextOf(options: EnsureOptions): Context {
  const { env } = options;
  const platform = options.platform ?? platformOf();
  return {
    catalogue: options.catalogue ?? shippedCatalogue(),
    platform,
    dir: join(resolve(options.dir), platform),
    cacheDir:
      options.cacheDir ?? join(env['FRODB_CACHE_DIR'] || envPaths('frodb', { suffix: '' }).cache, 'engines'),
    env,
    folder: env['FRODB_ENGINES_DIR'] ? resolve(env['FRODB_ENGINES_DIR']) : undefined,
    mirror: env['FRODB_ENGINES_MIRROR'] || undefined,
    trustFirstUse: options.trustFirstUse ?? false,
    // Asked only where something is to be got: that takes longer than a look whether it is there.
    machine: () => machineOf(options, platform),
    builds: options.builds ?? true,
    packagesFrom: options.packagesFrom ?? dirname(fileURLToPath(import.meta.url)),
    onProgress: (progress) => options.onProgress?.({ step: 'fetch', ...progress }),
    download: options.download ?? {},
    ...signalOf(options),
  };
}

function machineOf({ machine }: EnsureOptions, platform: Platform): MachineFacts | null {
  if (machine !== undefined) return machine;
  return platform === platformOf() ? lookAtMachine() : null;
}

function programOf({ dir, platform }: Context, engine: EngineName): string {
  switch (engine) {
    case 'postgres':
      return postgresProgram(dir, platform);
    case 'qdrant':
      return qdrantProgram(dir, platform);
    case 'minio':
      return minioProgram(dir, platform);
  }
}

function present(context: Context, engine: EngineName, installed: Installed): EnsuredEngine | undefined {
  const program = programOf(context, engine);
  const { version } = context.catalogue[engine];
  const from = installedFrom(installed[engine], version);
  if (from === null) return undefined;
  if (engine !== 'postgres') return isRunnable(program) ? { path: program, version, from } : undefined;
  const bin = dirname(program);
  return isWholePostgres(dirname(bin), exeSuffix(context.platform))
    ? { path: bin, version, from }
    : undefined;
}

const installers: Record<EngineName, (context: Context) => Promise<string>> = {
  postgres: installPostgres,
  qdrant: installQdrant,
  minio: installMinio,
};

async function install(context: Context, engine: EngineName): Promise<EnsuredEngines[EngineName] | null> {
  const { version } = context.catalogue[engine];
  const title = `${titles[engine]} ${version} for ${context.platform}`;
  try {
    const from = await installers[engine](context);
    const engineThere = present(context, engine, { [engine]: { version, from } });
    if (!engineThere) {
      throw new EnginesError(
        `it was put into ${context.dir}, where it can't be run: that disk lets no programs run (noexec) or keeps no permissions. Put FroDB onto another disk`,
      );
    }
    await recordInstalled(context.dir, engine, { version, from });
    context.onProgress({ name: engine, state: 'done', message: `${version}, ${from}` });
    return engineThere;
  } catch (error) {
    context.signal?.throwIfAborted();
    const reason = error instanceof Error ? error.message : String(error);
    if (engine === 'minio' && !(error instanceof ChecksumError)) {
      if (!context.builds) return null;
      await recordInstalled(context.dir, engine, { version, missing: reason });
      const message = `not to be had here (${reason}). Files go to a folder instead.`;
      context.onProgress({ name: engine, state: 'missing', message });
      return { filesystem: true, reason };
    }
    throw new EnginesError(
      `${title} could not be had: ${reason}\nWhat helps:\n${adviceFor(context, engine)}`,
      {
        cause: error,
      },
    );
  }
}

/** What is there or known to be missing, without touching network or lock: this is all that a start needs. */
async function look(context: Context, engines: EngineName[], retry: boolean): Promise<EnsuredEngines> {
  const installed = await readInstalled(context.dir);
  const found: EnsuredEngines = {};
  for (const engine of engines) {
    const ready = (await given(context, engine)) ?? present(context, engine, installed);
    if (ready) found[engine] = ready;
  }
  const entry = installed.minio;
  const isNews =
    retry || context.trustFirstUse || context.folder !== undefined || context.mirror !== undefined;
  if (!found.minio && engines.includes('minio') && entry && 'missing' in entry && !isNews) {
    if (entry.version === context.catalogue.minio.version) {
      found.minio = { filesystem: true, reason: entry.missing };
    }
  }
  return found;
}

/**
 * Makes sure that the engines are in `dir`, getting those that are missing; nearly free when all are there. Throws
 * `EnginesError` with a message that says what to do, or the signal's reason.
 */
export async function ensureEngines(options: EnsureOptions): Promise<EnsuredEngines> {
  const away = externalEngines(options.env);
  const engines = options.only ?? engineNames.filter((name) => !away.includes(name));
  // A machine without engines of its own still runs FroDB on those of others.
  if (engines.length === 0) return {};
  const context = contextOf(options);
  const lookAgain = () => look(context, engines, options.retry ?? false);
  const found = await lookAgain();
  if (engines.every((engine) => found[engine])) return found;

  await mkdir(context.dir, { recursive: true });
  const isEnough = (now: EnsuredEngines) =>
    !context.builds && engines.every((engine) => engine === 'minio' || now[engine]);
  const busy = new AbortController();
  const lock = {
    signal: context.signal ? AbortSignal.any([context.signal, busy.signal]) : busy.signal,
    onWait(pid: number) {
      // Whoever has it may be building for minutes, and may have got the others already.
      void lookAgain().then(
        (now) => isEnough(now) && busy.abort(),
        () => undefined,
      );
      context.onProgress({
        name: engines.find((engine) => !found[engine]) ?? 'postgres',
        state: 'wait',
        message: `for process ${pid}, which fetches engines too`,
      });
    },
  };
  try {
    return await withLock(context.cacheDir, lock, () =>
      installMissing(context, engines, options.retry ?? false),
    );
  } catch (error) {
    if (!busy.signal.aborted) throw error;
    return await lookAgain();
  }
}

/** Only under the lock. */
async function installMissing(
  context: Context,
  engines: EngineName[],
  retry: boolean,
): Promise<EnsuredEngines> {
  await removeLeftovers(context.dir);
  // Whoever held the lock may have done it all.
  const now = await look(context, engines, retry);
  for (const engine of engines) {
    if (now[engine]) continue;
    const result = await install(context, engine);
    if (result) Object.assign(now, { [engine]: result });
  }
  return now;
}
