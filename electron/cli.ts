#!/usr/bin/env node
import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import { Command, CommanderError } from 'commander';
import { addDemoCommand } from './commands/demo.ts';
import { addEnginesCommand } from './commands/engines.ts';
import { addObjectsCommand } from './commands/objects.ts';
import { addStartCommand, type EnginesForStart } from './commands/start.ts';
import { areEnginesInPlace, binariesOf } from './host/engine-files.ts';
import { describeError } from './host/lifecycle.ts';
import { loadSettings } from './host/settings.ts';
import { watchStarter } from './host/starter.ts';
import { appRoot, defaultDataDir, engineBinaries } from './paths.ts';
import { peekObjectStore } from './supervisor/data-folder.ts';
import { servesByMinio } from './supervisor/supervisor.ts';
import { SupervisorError } from './supervisor/supervisor-error.ts';

interface GetOptions {
  trustFirstUse?: boolean;
  retry?: boolean;
  builds?: boolean;
  only?: ['minio'];
  signal?: AbortSignal;
}

// Meant for other programs of the user: the Postgres driver reads it as it is loaded, and would look for a binding.
delete process.env['NODE_PG_FORCE_NATIVE'];

const starterGone = watchStarter(process.env);
// Before FroDB runs, while engines are fetched, there is nothing to be stopped in order.
const leave = (): void => void setImmediate(() => process.exit(1));
starterGone.addEventListener('abort', leave);

/** The code that gets engines, loaded only when it is needed. */
async function ensureEngines(options: GetOptions = {}) {
  const engines = await import('../build/engines/index.ts');
  return engines.ensureEngines({
    dir: join(appRoot(), 'resources', 'bin'),
    env: process.env,
    onProgress: engines.renderProgress(process.stderr),
    signal: starterGone,
    ...options,
  });
}

/**
 * A start waits for a build of MinIO only where it can't do without: the files are in it already, or Postgres is an
 * external one, with which the filesystem store does not go.
 */
async function enginesForStart(dataDir = defaultDataDir(process.env)): Promise<EnginesForStart> {
  if (areEnginesInPlace(process.env)) return { binaries: engineBinaries(), isMinioToBuild: false };
  const choice = peekObjectStore(dataDir);
  const isNeeded = choice?.store === 'minio' || Boolean(process.env['FRODB_POSTGRES_URL']);
  const found = await ensureEngines({ builds: isNeeded });
  const isWanted = choice?.isChosen !== true && servesByMinio(process.platform);
  const isExternal = Boolean(process.env['FRODB_S3_ENDPOINT']);
  return {
    binaries: binariesOf(found),
    isMinioToBuild: found.minio === undefined && isWanted && !isExternal,
  };
}

async function minioProgram(signal: AbortSignal): Promise<string> {
  const { minio } = await ensureEngines({ only: ['minio'], retry: true, signal });
  if (minio !== undefined && 'path' in minio) return minio.path;
  const reason = minio?.reason ?? 'it could not be had';
  throw new SupervisorError('engine_missing', `Moving files needs MinIO: ${reason}. Nothing was moved.`);
}

/** `frodb convert`: worker threads that convert documents; no engine, no gateway. */
async function addConvert(): Promise<void> {
  const [
    { createDocumentClient, documentWorker, exportFormats },
    { workerEntry },
    { createWorkerPool },
    { addConvertCommand },
  ] = await Promise.all([
    import('../gateway/documents/index.ts'),
    import('../gateway/infra/workers/entry.ts'),
    import('../gateway/infra/workers/pool.ts'),
    import('./commands/convert.ts'),
  ]);
  const parallel = Math.min(4, availableParallelism());
  addConvertCommand(program, {
    formats: exportFormats,
    parallel,
    start: () => {
      const pool = createWorkerPool({
        entry: workerEntry(documentWorker),
        maxThreads: parallel,
        maxOldGenerationMb: 1024,
        timeoutMs: 3_600_000,
      });
      const client = createDocumentClient(pool);
      return {
        convert: (source, to) =>
          client.convert(source, { to, chunks: { chunkSize: 1200, chunkOverlap: 200 } }),
        close: () => pool.close(),
      };
    },
    out: process.stdout,
    err: process.stderr,
  });
}

const program = new Command('frodb')
  .description('Postgres, Qdrant and MinIO as one repository, on one machine, without a cloud.')
  .exitOverride()
  .showHelpAfterError();

addStartCommand(program, {
  getEngines: enginesForStart,
  run: async (engines, flags) => {
    const { runHeadless } = await import('./headless.ts');
    starterGone.removeEventListener('abort', leave);
    return runHeadless({ settings: loadSettings(process.env, flags), ...engines, starterGone });
  },
});
addEnginesCommand(program, {
  getEngines: async ({ trustFirstUse }) => {
    const found = await ensureEngines({ trustFirstUse, retry: true });
    return Object.fromEntries(
      Object.entries(found).map(([name, engine]) => [name, 'path' in engine ? engine.path : engine.reason]),
    );
  },
  out: process.stdout,
});
addDemoCommand(program, {
  samplesDir: join(appRoot(), 'resources', 'samples'),
  defaultDataDir: defaultDataDir(process.env),
  start: async (dataDir) => {
    const { startForCommand } = await import('./commands/temporary-run.ts');
    const { binaries } = await enginesForStart(dataDir);
    starterGone.removeEventListener('abort', leave);
    return startForCommand({ settings: loadSettings(process.env, { dataDir }), binaries }, starterGone);
  },
  out: process.stdout,
  err: process.stderr,
});
addObjectsCommand(program, {
  defaultDataDir: defaultDataDir(process.env),
  move: async (options) => {
    const [{ moveObjects }, { loadGateway }] = await Promise.all([
      import('./host/objects-move.ts'),
      import('./host/run.ts'),
    ]);
    return moveObjects({
      ...options,
      config: loadSettings(process.env).supervisor,
      isChosen: true,
      getMinio: () => minioProgram(options.signal),
      loadGateway,
    });
  },
  out: process.stdout,
  err: process.stderr,
});
// A start must not wait for the libraries of another command.
if (process.argv[2] !== 'start') await addConvert();

try {
  await program.parseAsync();
} catch (error) {
  if (error instanceof CommanderError) {
    // Asking for help is no mistake.
    process.exitCode = error.exitCode === 0 ? 0 : 2;
  } else {
    process.stderr.write(`${describeError(error)}\n`);
    process.exitCode = 1;
  }
}
// Nothing that is left over (an idle connection, a timer) may hold a command that is done; its output goes out first.
process.stdout.write('', () => process.exit());
