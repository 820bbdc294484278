import { createHash, randomBytes } from 'node:crypto';
import { linkSync, readFileSync, realpathSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type Server } from 'node:net';
import { basename, dirname, join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { mayStillRun, processIdentity } from './process-identity.ts';
import { systemCode } from '../supervisor-error.ts';

/** Who has a lock. `pid` is 0 when it can't be told. */
export interface LockHolder {
  pid: number;
  identity: string;
  /** Where the running FroDB answers, once it does. */
  url?: string;
}

/** A lock among the processes of one machine that ends with its holder, however that one ends. */
export interface ProcessLock {
  /** Null when it is ours from now on, else who has it. Waits for nobody. */
  take(): Promise<LockHolder | null>;
  /** Tells whoever asks for it where its holder answers. */
  announce(url: string): void;
  release(): void;
}

/**
 * The lock that `file` stands for, in a folder that exists. On Unix the file names the process which has it, by
 * pid and start time, and a dead one's is taken over. On Windows start times are slow to get, so the lock is a
 * named pipe, which the system closes with its process, and the file only tells who that is.
 */
export function processLock(
  file: string,
  options: { platform?: NodeJS.Platform; pipeName?: (file: string) => string } = {},
): ProcessLock {
  const { platform = process.platform, pipeName = pipeNameOf } = options;
  return platform === 'win32' ? new PipeLock(file, pipeName) : new FileLock(file);
}

class FileLock implements ProcessLock {
  readonly #file: string;
  #isOurs = false;

  constructor(file: string) {
    this.#file = file;
  }

  async take(): Promise<LockHolder | null> {
    for (let looks = 0; ; looks += 1) {
      if (create(this.#file, ownText())) break;
      const text = read(this.#file);
      if (text === null) continue;
      const holder = parseHolder(text);
      // Where files can't be linked a whole one can't be made at once: its owner may be just writing it.
      if (holder === null && looks < 10) await sleep(20);
      else if (holder !== null && mayStillRun(holder.pid, holder.identity)) return holder;
      else if (await takeOver(this.#file, text)) break;
    }
    this.#isOurs = true;
    return null;
  }

  announce(url: string): void {
    replace(this.#file, ownText(url));
  }

  release(): void {
    if (this.#isOurs) rmSync(this.#file, { force: true });
    this.#isOurs = false;
  }
}

/**
 * Puts our own name into the place of a dead holder's. Only one may at a time, or the slower of two would replace
 * the quicker one's fresh file: the right to do it is a lock itself, named by the text that is replaced. Whoever
 * dies while having that one leaves a lock which is taken over in the same way.
 */
async function takeOver(file: string, stale: string): Promise<boolean> {
  const hash = createHash('sha256').update(stale).digest('hex').slice(0, 12);
  const right = new FileLock(`${file}.${hash}`);
  if ((await right.take()) !== null) {
    await sleep(5);
    return false;
  }
  try {
    if (read(file) !== stale) return false;
    replace(file, ownText());
    return true;
  } finally {
    right.release();
  }
}

class PipeLock implements ProcessLock {
  readonly #file: string;
  readonly #pipeName: (file: string) => string;
  #server: Server | undefined;

  constructor(file: string, pipeName: (file: string) => string) {
    this.#file = file;
    this.#pipeName = pipeName;
  }

  async take(): Promise<LockHolder | null> {
    const server = createServer((connection) => connection.destroy());
    const isOurs = await new Promise<boolean>((resolve, reject) => {
      server.once('error', (error) => {
        // EACCES: the pipe of a FroDB that another user or an administrator started.
        if (['EADDRINUSE', 'EACCES', 'EPERM'].includes(systemCode(error) ?? '')) resolve(false);
        else reject(error);
      });
      server.listen(this.#pipeName(this.#file), () => resolve(true));
    });
    if (!isOurs) return parseHolder(read(this.#file) ?? '') ?? { pid: 0, identity: '' };
    server.unref();
    this.#server = server;
    replace(this.#file, ownText());
    return null;
  }

  announce(url: string): void {
    replace(this.#file, ownText(url));
  }

  release(): void {
    if (this.#server === undefined) return;
    rmSync(this.#file, { force: true });
    this.#server.close();
    this.#server = undefined;
  }
}

/** The same for one folder by whatever path it is reached; names of pipes know no upper and lower case. */
function pipeNameOf(file: string): string {
  const path = join(realpathSync.native(dirname(file)), basename(file)).toLowerCase();
  return `\\\\.\\pipe\\frodb-${createHash('sha256').update(path).digest('hex').slice(0, 32)}`;
}

function ownText(url?: string): string {
  const holder: LockHolder = { pid: process.pid, identity: processIdentity(process.pid) ?? '' };
  // No two texts are the same, so that one which was read names one holder.
  const nonce = randomBytes(6).toString('hex');
  return JSON.stringify({ ...holder, nonce, ...(url === undefined ? {} : { url }) });
}

function read(file: string): string | null {
  try {
    return readFileSync(file, 'utf8');
  } catch (error) {
    if (systemCode(error) === 'ENOENT') return null;
    throw error;
  }
}

function draftOf(file: string, text: string): string {
  const draft = `${file}.${randomBytes(6).toString('hex')}`;
  writeFileSync(draft, text, { mode: 0o600 });
  return draft;
}

/** Makes the file with all of its text, or not at all; false when it is there. */
function create(file: string, text: string): boolean {
  const draft = draftOf(file, text);
  try {
    linkSync(draft, file);
    return true;
  } catch (error) {
    const code = systemCode(error);
    if (code === 'EEXIST') return false;
    // FAT, and some shares: there are no links there.
    if (!['EPERM', 'ENOTSUP', 'EOPNOTSUPP', 'ENOSYS', 'EMLINK', 'EINVAL'].includes(code ?? '')) throw error;
    return createInPlace(file, text);
  } finally {
    rmSync(draft, { force: true });
  }
}

function createInPlace(file: string, text: string): boolean {
  try {
    writeFileSync(file, text, { flag: 'wx', mode: 0o600 });
    return true;
  } catch (error) {
    if (systemCode(error) === 'EEXIST') return false;
    throw error;
  }
}

function replace(file: string, text: string): void {
  renameSync(draftOf(file, text), file);
}

/** Null for anything else than what we write: an empty or cut file, zeros after a power cut. */
function parseHolder(text: string): LockHolder | null {
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
