import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { processLock } from '../../electron/supervisor/process/process-lock.ts';

/** Runs `work` while nobody else on this machine fills the same cache; two builds at once would fill the disk. */
export async function withLock<T>(
  dir: string,
  options: { signal?: AbortSignal; onWait: (pid: number) => void },
  work: () => Promise<T>,
): Promise<T> {
  await mkdir(dir, { recursive: true });
  const lock = processLock(join(dir, 'lock'));
  for (let holder = await lock.take(); holder !== null; holder = await lock.take()) {
    options.onWait(holder.pid);
    await sleep(300, undefined, options.signal ? { signal: options.signal } : {});
  }
  try {
    return await work();
  } finally {
    lock.release();
  }
}
