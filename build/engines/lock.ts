import { mkdir, open, readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}

async function take(file: string): Promise<boolean> {
  try {
    const handle = await open(file, 'wx');
    await handle.writeFile(String(process.pid));
    await handle.close();
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
    return false;
  }
}

/** Runs `work` while nobody else on this machine fills the same cache; two builds at once would fill the disk. */
export async function withLock<T>(
  dir: string,
  options: { signal?: AbortSignal; onWait: (pid: number) => void },
  work: () => Promise<T>,
): Promise<T> {
  const file = join(dir, 'lock');
  await mkdir(dir, { recursive: true });
  while (!(await take(file))) {
    const pid = Number(await readFile(file, 'utf8').catch(() => ''));
    // Number('') is 0: the other one has made the file and not yet written it, or is gone just now.
    if (pid > 0 && !isAlive(pid)) {
      await rm(file, { force: true });
      continue;
    }
    options.onWait(pid);
    await sleep(300, undefined, options.signal ? { signal: options.signal } : {});
  }
  try {
    return await work();
  } finally {
    await rm(file, { force: true });
  }
}
