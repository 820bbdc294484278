import { join } from 'node:path';
import { type LockHolder, type ProcessLock, processLock } from '../process/process-lock.ts';
import { SupervisorError } from '../supervisor-error.ts';

export const lockName = 'frodb.lock';

/** One FroDB per data folder. */
export class FolderLock {
  readonly #folder: string;
  readonly #lock: ProcessLock;

  constructor(folder: string) {
    this.#folder = folder;
    this.#lock = processLock(join(folder, lockName));
  }

  async take(): Promise<void> {
    const holder = await this.#lock.take();
    if (holder !== null) throw this.#inUse(holder);
  }

  /** Tells whoever tries to start on this folder where it already runs. */
  announce(url: string): void {
    this.#lock.announce(url);
  }

  release(): void {
    this.#lock.release();
  }

  #inUse({ pid, url }: LockHolder): SupervisorError {
    const who = pid === 0 ? '' : ` (process ${pid})`;
    const where = url === undefined ? '' : ` It answers at ${url}.`;
    return new SupervisorError(
      'folder_in_use',
      `FroDB already runs on ${this.#folder}${who}.${where} ` +
        'Use that one, stop it, or choose another data folder (--data-dir).',
    );
  }
}
