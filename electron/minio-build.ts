import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { setTimeout as sleep } from 'node:timers/promises';
import { signalGroup } from './supervisor/process-group.ts';

type Env = Readonly<Record<string, string | undefined>>;

/** One step of getting MinIO; `done` and `missing` are the last. */
export interface BuildStep {
  phase: string;
  message: string;
}

export interface MinioBuildOptions {
  /** The folder that holds `dist/` and `resources/`. */
  appRoot: string;
  env: Env;
  onStep: (step: BuildStep) => void;
}

/** A build that runs. */
export interface MinioBuild {
  /** Ends it with everything that it has started, at once. */
  stop(): Promise<void>;
}

/** Compilers end at once; removing what they have made may take longer, and goes on without us then. */
const cleanUpMs = 2_000;

/**
 * Gets MinIO behind a FroDB that runs, which it never outlives: it ends when its standard input does. It is a process
 * group of its own, so that Ctrl-C at a terminal reaches it through us.
 */
export function buildMinio({ appRoot, env, onStep }: MinioBuildOptions): MinioBuild {
  const program = join(appRoot, 'dist', 'minio-builder.js');
  const child = spawn(process.execPath, [program, join(appRoot, 'resources', 'bin')], {
    detached: true,
    env: { ...env },
    stdio: ['pipe', 'pipe', 'ignore'],
    windowsHide: true,
  });
  child.stdin.on('error', () => {});
  let isStopping = false;
  let last: BuildStep | undefined;
  const lines = createInterface({ input: child.stdout });
  lines.on('line', (line) => {
    last = JSON.parse(line) as BuildStep;
    if (!isStopping) onStep(last);
  });
  // A builder that is killed leaves its compilers.
  const endAll = (): void => void (child.pid !== undefined && signalGroup(child.pid, 'SIGKILL'));
  const exit = once(child, 'exit').then(endAll, (error: unknown) => {
    onStep({ phase: 'missing', message: String(error) });
  });
  void Promise.all([exit, once(lines, 'close')]).then(() => {
    if (isStopping || last?.phase === 'done' || last?.phase === 'missing') return;
    onStep({ phase: 'missing', message: 'the build was ended from outside' });
  });
  return {
    stop: async () => {
      isStopping = true;
      child.stdin.end();
      await Promise.race([exit, sleep(cleanUpMs, undefined, { ref: false })]);
    },
  };
}
