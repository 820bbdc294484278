/**
 * A process of its own that gets MinIO, by a build if need be, beside a FroDB that runs: at the lowest priority, and no
 * longer than that. Its standard input ends when whoever started it is gone, however it went; then everything that it
 * has started goes too. It leads its process group. Argument: `resources/bin`. It says its steps in JSON lines, the last
 * one in state `done` or `missing`.
 */
import { constants, setPriority } from 'node:os';
import { ensureEngines } from './ensure.ts';
import type { FetchProgress } from './progress.ts';

setPriority(constants.priority.PRIORITY_LOW);

const stop = new AbortController();
for (const signal of ['SIGTERM', 'SIGINT', 'SIGHUP'] as const) process.on(signal, () => stop.abort());
process.stdin.resume().once('close', () => {
  stop.abort();
  // A build is many processes, and the compilers are not our children. We stay, to clean up.
  if (process.platform !== 'win32') process.kill(-process.pid, 'SIGTERM');
});
// Nobody listens any more.
process.stdout.on('error', () => {});

let last = '';
function follow({ state, message }: FetchProgress): void {
  // A build says a thousand things; of its end we say more.
  if (state === last || state === 'done' || state === 'missing') return;
  last = state;
  say(state, message);
}

function say(state: FetchProgress['state'], message: string): void {
  const progress: FetchProgress = { step: 'fetch', name: 'minio', state, message };
  process.stdout.write(`${JSON.stringify(progress)}\n`);
}

try {
  const { minio } = await ensureEngines({
    dir: process.argv[2] ?? '',
    env: process.env,
    only: ['minio'],
    signal: stop.signal,
    onProgress: follow,
  });
  if (minio !== undefined && 'path' in minio) say('done', minio.path);
  else say('missing', minio?.reason ?? '');
} catch (error) {
  if (!stop.signal.aborted) say('missing', error instanceof Error ? error.message : String(error));
}
process.exit();
