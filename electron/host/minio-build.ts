import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { setTimeout as sleep } from 'node:timers/promises';
import { appRoot } from '../paths.ts';
import { signalGroup } from '../supervisor/process/process-group.ts';
import type { FetchProgress } from '../../build/engines/index.ts';

export interface MinioBuildOptions {
  onProgress: (progress: FetchProgress) => void;
  /** The folder that holds `dist/` and `resources/`, and what its programs inherit; tests give their own. */
  root?: string;
  env?: NodeJS.ProcessEnv;
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
export function buildMinio({ onProgress, root = appRoot(), env }: MinioBuildOptions): MinioBuild {
  const program = join(root, 'dist', 'minio-builder.js');
  const child = spawn(process.execPath, [program, join(root, 'resources', 'bin')], {
    detached: true,
    ...(env === undefined ? {} : { env }),
    stdio: ['pipe', 'pipe', 'ignore'],
    windowsHide: true,
  });
  child.stdin.on('error', () => {});
  let isStopping = false;
  let last = '';
  const miss = (message: string): void =>
    onProgress({ step: 'fetch', name: 'minio', state: 'missing', message });
  const lines = createInterface({ input: child.stdout });
  lines.on('line', (line) => {
    const progress = JSON.parse(line) as FetchProgress;
    last = progress.state;
    if (!isStopping) onProgress(progress);
  });
  // A builder that is killed leaves its compilers.
  const endAll = (): void => void (child.pid !== undefined && signalGroup(child.pid, 'SIGKILL'));
  const exit = once(child, 'exit').then(endAll, (error: unknown) => {
    miss(String(error));
  });
  void Promise.all([exit, once(lines, 'close')]).then(() => {
    if (isStopping || last === 'done' || last === 'missing') return;
    miss('the build was ended from outside');
  });
  return {
    stop: async () => {
      isStopping = true;
      child.stdin.end();
      await Promise.race([exit, sleep(cleanUpMs, undefined, { ref: false })]);
    },
  };
}
