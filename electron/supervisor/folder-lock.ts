import { randomBytes } from 'node:crypto';
import { readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { processIdentity } from './process-identity.ts';
import { SupervisorError, systemCode } from './supervisor-error.ts';

export const lockName = 'frodb.lock';

interface Holder {
  pid: number;
  identity: string;
  /** Where the running FroDB answers, once it does. */
  url?: string;
}

/** One FroDB per data folder: a file that names the process which has it. A dead holder's file is taken over. */
export class FolderLock {
  readonly #file: string;
  readonly #folder: string;

  constructor(folder: string) {
    this.#folder = folder;
    this.#file = join(folder, lockName);
  }

  async take(): Promise<void> {
    for (let tries = 0; tries < 50; tries += 1) {
      try {
        writeFileSync(this.#file, this.#own(), { flag: 'wx', mode: 0o600 });
        return;
      } catch (error) {
        if (systemCode(error) !== 'EEXIST') throw error;
      }
      const text = this.#read();
      if (text === null) continue;
      const holder = parseHolder(text);
      if (holder === null && tries < 10) {
        // Most likely its owner is just writing it.
        await sleep(20);
        continue;
      }
      if (holder !== null && processIdentity(holder.pid) === holder.identity) throw this.#inUse(holder);
      this.#takeAway(text);
    }
    throw new SupervisorError('folder_in_use', `${this.#file} can't be taken. Try again in a moment.`);
  }

  /** Tells whoever tries to start on this folder where it already runs. */
  announce(url: string): void {
    writeFileSync(`${this.#file}.new`, this.#own(url), { mode: 0o600 });
    renameSync(`${this.#file}.new`, this.#file);
  }

  release(): void {
    rmSync(this.#file, { force: true });
  }

  #own(url?: string): string {
    const identity = processIdentity(process.pid) ?? 'unknown';
    return JSON.stringify({ pid: process.pid, identity, ...(url === undefined ? {} : { url }) });
  }

  #read(): string | null {
    try {
      return readFileSync(this.#file, 'utf8');
    } catch {
      return null;
    }
  }

  /** Removes a dead holder's file, and only that: between the look and the removal another start may have taken it. */
  #takeAway(stale: string): void {
    const aside = `${this.#file}.${randomBytes(4).toString('hex')}`;
    try {
      renameSync(this.#file, aside);
    } catch {
      return;
    }
    if (readFileSync(aside, 'utf8') === stale) rmSync(aside, { force: true });
    else renameSync(aside, this.#file);
  }

  #inUse(holder: Holder): SupervisorError {
    const where = holder.url === undefined ? '' : ` It answers at ${holder.url}.`;
    return new SupervisorError(
      'folder_in_use',
      `FroDB already runs on ${this.#folder} (process ${holder.pid}).${where} ` +
        'Use that one, stop it, or choose another data folder (--data-dir).',
    );
  }
}

function parseHolder(text: string): Holder | null {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return null;
  }
  if (typeof value !== 'object' || value === null || !('pid' in value) || !('identity' in value)) return null;
  const { pid, identity } = value;
  if (typeof pid !== 'number' || typeof identity !== 'string') return null;
  const url = 'url' in value && typeof value.url === 'string' ? { url: value.url } : {};
  return { pid, identity, ...url };
}
