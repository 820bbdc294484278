import { chmodSync, chownSync, existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import type { Credentials } from '../folder/credentials.ts';
import { syncFolder } from '../folder/durable-file.ts';
import { type Engine, engineEnv } from './engine.ts';
import type { EngineLog } from '../process/engine-log.ts';
import {
  requireBinary,
  requireFreePort,
  requireOrdinaryRights,
  requireRuntimeLibraries,
} from './launch-checks.ts';
import { renamePatiently } from '../folder/patient-rename.ts';
import { settingsFor } from './postgres-settings.ts';
import { reachableBinaries, requireReachable, type RunAs, spawnIds, userForPostgres } from './run-as.ts';
import { runOnce } from '../process/run-once.ts';
import type { Launch } from '../process/spawn-gated.ts';
import { clearStalePostmaster, readPostmaster } from './stale-postmaster.ts';
import { SupervisorError } from '../supervisor-error.ts';
import type { Watchdog } from '../process/watchdog.ts';

/** Role and database that FroDB uses in its own Postgres. */
const postgresRole = 'frodb';
const postgresDatabase = 'frodb';
const major = '16';

/** How a client reaches FroDB's own Postgres at this port. */
export function postgresUrlOf(port: number, { postgresPassword }: Credentials): string {
  return `postgresql://${postgresRole}:${postgresPassword}@127.0.0.1:${port}/${postgresDatabase}`;
}

export interface PostgresOptions {
  /** The data folder; Postgres gets `postgres/` in it. */
  folder: string;
  /** Folder with bin/, lib/ and share/. */
  binaries: string;
  cacheDir: string;
  port: number;
  password: string;
  /**
   * The cluster that is there may have another password: it gets this one before it starts, and then this is called.
   */
  onNewPassword?: () => void;
  log: EngineLog;
  watchdog: Watchdog;
}

/** The C order of bytes everywhere; C.UTF-8 so that upper and lower case work beyond ASCII where the system has it. */
const locales = process.platform === 'linux' ? ['C.UTF-8', 'C'] : ['C'];

export function postgresEngine(options: PostgresOptions): Engine {
  const folder = join(options.folder, 'postgres');
  let { onNewPassword } = options;
  return {
    name: 'postgres',
    port: options.port,
    stopSignal: 'SIGINT',
    folder,
    versionPattern: /starting PostgreSQL ([\d.]+)/,
    prepare: async (stop, attempt) => {
      const launch = await prepare(options, folder, stop, attempt);
      if (onNewPassword !== undefined) {
        await setPassword(options, launch, stop);
        onNewPassword();
        onNewPassword = undefined;
      }
      return launch;
    },
    probe: (pid) => {
      const found = readPostmaster(folder);
      return Promise.resolve(found?.pid === pid && found.isReady);
    },
  };
}

/** As root only: throws, before anything is made, when the user Postgres runs as can't get to a data folder there. */
export function requirePassableParents(dataDir: string): void {
  const path = resolve(dataDir);
  const user = userForPostgres(join(path, 'postgres'));
  if (user !== null) requireReachable(dirname(path), user);
}

/** Whether a data folder has a cluster in it. */
export function hasCluster(dataDir: string): boolean {
  return existsSync(join(dataDir, 'postgres'));
}

async function prepare(
  options: PostgresOptions,
  folder: string,
  stop: AbortSignal,
  attempt: number,
): Promise<Launch> {
  const postgres = join(options.binaries, 'bin', program('postgres'));
  requireBinary('Postgres', postgres);
  requireRuntimeLibraries('Postgres', postgres);
  requireOrdinaryRights();
  const user = userForPostgres(folder);
  let binaries = options.binaries;
  if (user !== null) {
    // Others may pass through, to get to the one folder in it that is theirs; not look into it.
    chmodSync(options.folder, 0o711);
    requireReachable(options.folder, user);
    binaries = await reachableBinaries(binaries, 'bin/postgres', options.cacheDir, user);
  }
  if (!existsSync(folder)) await createCluster(options, folder, binaries, user, stop);
  requireRightVersion(folder);
  await clearStalePostmaster(folder);
  if (attempt > 1) await requireFreePort('Postgres', options.port);
  const settings = settingsFor(process.platform).flatMap((setting) => ['-c', setting]);
  const args = ['-D', folder, '-p', String(options.port), ...settings];
  const launch = launchOf(join(binaries, 'bin', program('postgres')), args, folder, user);
  return process.platform === 'win32' ? { ...launch, stop: askToStop(binaries, folder) } : launch;
}

/** What SIGINT is elsewhere: Windows has no signals, and Postgres a program that speaks to it in its own way. */
export function askToStop(binaries: string, folder: string): { command: string; args: string[] } {
  const command = join(binaries, 'bin', program('pg_ctl'));
  return { command, args: ['stop', '-D', folder, '-m', 'fast', '-W'] };
}

function program(name: string): string {
  return process.platform === 'win32' ? `${name}.exe` : name;
}

function launchOf(command: string, args: string[], cwd: string, user: RunAs | null): Launch {
  const launch = { command, args, cwd, env: engineEnv({ LC_MESSAGES: 'C' }) };
  return user === null ? launch : { ...launch, user: spawnIds(user) };
}

/**
 * In single-user mode, which asks for none. It recovers what a pulled plug left, and has the password on the disk when
 * it ends.
 */
async function setPassword(
  { log, watchdog, password }: PostgresOptions,
  launch: Launch,
  stop: AbortSignal,
): Promise<void> {
  const single: Launch = {
    ...launch,
    args: ['--single', ...launch.args, '-c', 'exit_on_error=on', 'postgres'],
    input: `ALTER ROLE ${postgresRole} PASSWORD '${password}'\n`,
  };
  const what = 'Giving Postgres its new password';
  await runOnce({ launch: single, what, log, watchdog, stop, timeoutMs: 120_000 });
}

/** initdb into a draft folder that is renamed when all of it is there: a half-made cluster is never started. */
async function createCluster(
  options: PostgresOptions,
  folder: string,
  binaries: string,
  user: RunAs | null,
  stop: AbortSignal,
): Promise<void> {
  requireShellSafe(binaries);
  const { log, watchdog } = options;
  const draft = `${folder}.new`;
  // Beside the draft, because `run/` is closed to the user Postgres runs as.
  const passwordFile = `${draft}.password`;
  const own = (path: string): void => {
    if (user !== null) chownSync(path, user.uid, user.gid);
  };
  const run = (what: string, command: string, args: string[], input = ''): Promise<void> => {
    const launch = { ...launchOf(join(binaries, 'bin', program(command)), args, draft, user), input };
    return runOnce({ launch, what, log, watchdog, stop, timeoutMs: 120_000 });
  };
  for (const locale of locales) {
    rmSync(draft, { recursive: true, force: true });
    rmSync(passwordFile, { force: true });
    mkdirSync(draft, { mode: 0o700 });
    own(draft);
    writeFileSync(passwordFile, options.password, { mode: 0o600 });
    own(passwordFile);
    try {
      await run('Making the Postgres cluster', 'initdb', initdbArgs(draft, passwordFile, locale));
      const single = ['--single', '-D', draft, 'postgres'];
      await run('Making the database', 'postgres', single, `CREATE DATABASE ${postgresDatabase}\n`);
      await renamePatiently(draft, folder);
      syncFolder(dirname(folder));
      return;
    } catch (error) {
      const isLocale = log.last(20).some((line) => line.includes('invalid locale'));
      if (stop.aborted || !isLocale || locale === locales.at(-1)) throw error;
    } finally {
      rmSync(passwordFile, { force: true });
      rmSync(draft, { recursive: true, force: true, maxRetries: 5 });
    }
  }
}

/** initdb starts its server through a shell and quotes its path with no more than a pair of double quotes. */
function requireShellSafe(binaries: string): void {
  if (process.platform === 'win32' || !/["$`\\\p{Cc}]/u.test(binaries)) return;
  throw new SupervisorError(
    'folder_unusable',
    `Postgres can't make its folder from programs in ${JSON.stringify(binaries)}: its initdb takes no ", $, \`, \\ or control ` +
      'character in their path. Move FroDB (or FRODB_CACHE_DIR, if that is it) to a folder without them.',
  );
}

function initdbArgs(draft: string, passwordFile: string, locale: string): string[] {
  return [
    `--pgdata=${draft}`,
    `--username=${postgresRole}`,
    `--pwfile=${passwordFile}`,
    '--auth=scram-sha-256',
    '--encoding=UTF8',
    '--locale-provider=libc',
    `--locale=${locale}`,
    '--lc-messages=C',
    // Plans that were made while a table was empty are made anew once it is analysed: soon after a load, not a minute.
    '--set=autovacuum_naptime=10s',
  ];
}

function requireRightVersion(folder: string): void {
  let version: string;
  try {
    version = readFileSync(join(folder, 'PG_VERSION'), 'utf8').trim();
  } catch (error) {
    throw new SupervisorError(
      'folder_unusable',
      `${folder} is no Postgres folder: PG_VERSION is missing. Nothing was changed. Put the data folder back from a backup, or choose another one (--data-dir).`,
      { cause: error },
    );
  }
  if (version === major) return;
  throw new SupervisorError(
    'folder_newer',
    `${folder} was made by Postgres ${version}, this FroDB brings Postgres ${major}. Nothing was changed. Use the FroDB version that made it.`,
  );
}
