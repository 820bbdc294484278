#!/usr/bin/env node
import { availableParallelism } from 'node:os';
import { Command, CommanderError } from 'commander';
import { addDemoCommand } from './commands/demo.ts';
import { addEnginesCommand } from './commands/engines.ts';
import { addLoginCommand } from './commands/login.ts';
import { addObjectsCommand } from './commands/objects.ts';
import { addStartCommand } from './commands/start.ts';
import { renderFetch } from './commands/terminal.ts';
import { enginesForStart, getEngines, getMinio } from './host/get-engines.ts';
import { describeError } from './host/lifecycle.ts';
import { loadSettings } from './host/settings.ts';
import { watchStarter } from './host/starter.ts';
import { defaultDataDir } from './paths.ts';

// Meant for other programs of the user: the Postgres driver reads it as it is loaded, and would look for a binding.
delete process.env['NODE_PG_FORCE_NATIVE'];

const starterGone = watchStarter(process.env);
// Before FroDB runs, while engines are fetched, there is nothing to be stopped in order.
const leave = (): void => void setImmediate(() => process.exit(1));
starterGone.addEventListener('abort', leave);

const getting = { env: process.env, onProgress: renderFetch(process.stderr), signal: starterGone };

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

addStartCommand(program, async (flags) => {
  const settings = loadSettings(process.env, flags);
  const engines = await enginesForStart(settings, getting);
  const { runHeadless } = await import('./headless.ts');
  starterGone.removeEventListener('abort', leave);
  return runHeadless({ settings, ...engines, starterGone });
});
addEnginesCommand(program, {
  getEngines: ({ trustFirstUse }) => getEngines({ ...getting, trustFirstUse }),
  out: process.stdout,
});
addDemoCommand(program, {
  defaultDataDir: defaultDataDir(process.env),
  start: async (dataDir) => {
    const settings = loadSettings(process.env, { dataDir });
    const { binaries } = await enginesForStart(settings, getting);
    const { startForCommand } = await import('./commands/temporary-run.ts');
    starterGone.removeEventListener('abort', leave);
    return startForCommand({ settings, binaries }, starterGone);
  },
  out: process.stdout,
  err: process.stderr,
});
addLoginCommand(program, {
  defaultDataDir: defaultDataDir(process.env),
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
      getMinio: () => getMinio({ ...getting, signal: options.signal }),
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
