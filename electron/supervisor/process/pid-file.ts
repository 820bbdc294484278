import { readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type StopSignal, stopForeignGroup } from './process-group.ts';
import { processIdentity } from './process-identity.ts';

interface PidRecord {
  pid: number;
  /** From `processIdentity`: the pid alone may belong to somebody else after a reboot or a wrap-around. */
  identity: string;
  signal: StopSignal;
}

/** Says on disk which process is an engine of this data folder, so that the next start can end a leftover one. */
export class PidFile {
  readonly #path: string;
  readonly #signal: StopSignal;

  constructor(folder: string, name: string, signal: StopSignal) {
    this.#path = join(folder, `${name}.pid`);
    this.#signal = signal;
  }

  write(pid: number): void {
    const identity = processIdentity(pid);
    if (identity === null) return;
    const record: PidRecord = { pid, identity, signal: this.#signal };
    const draft = `${this.#path}.new`;
    writeFileSync(draft, JSON.stringify(record), { mode: 0o600 });
    renameSync(draft, this.#path);
  }

  remove(): void {
    rmSync(this.#path, { force: true });
  }
}

/** Ends what a supervisor that died left behind, group by group. Returns the names of the engines it ended. */
export async function stopLeftovers(folder: string, waitMs: number): Promise<string[]> {
  const files = readdirSync(folder).filter((file) => file.endsWith('.pid'));
  const stopped: string[] = [];
  await Promise.all(
    files.map(async (file) => {
      const path = join(folder, file);
      // Not run on Windows: without start times a reused pid can't be told, so nothing is ended there.
      const record = process.platform === 'win32' ? null : readPidRecord(path);
      if (record !== null && processIdentity(record.pid) === record.identity) {
        await stopForeignGroup(record.pid, record.identity, record.signal, waitMs);
        stopped.push(file.slice(0, -'.pid'.length));
      }
      rmSync(path, { force: true });
    }),
  );
  return stopped;
}

function readPidRecord(path: string): PidRecord | null {
  let value: unknown;
  try {
    value = JSON.parse(readFileSync(path, 'utf8'));
  } catch {
    return null;
  }
  if (typeof value !== 'object' || value === null) return null;
  if (!('pid' in value) || !('identity' in value) || !('signal' in value)) return null;
  const { pid, identity, signal } = value;
  if (typeof pid !== 'number' || typeof identity !== 'string') return null;
  return { pid, identity, signal: signal === 'SIGTERM' ? 'SIGTERM' : 'SIGINT' };
}
