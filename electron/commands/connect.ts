import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { ApiError, createApiClient } from './api-client.ts';

/** A FroDB that can be talked to. `close` ends it if it was started for this command, else does nothing. */
export interface Connection {
  url: string;
  key: string;
  /** Aborted when it was started for this command and somebody stopped it. */
  interrupted?: AbortSignal;
  close(): Promise<void>;
}

export interface ConnectOptions {
  /** Another FroDB than this folder's. */
  url?: string | undefined;
  /** Another key than this folder's admin key. */
  key?: string | undefined;
  dataDir: string;
  /** Starts a FroDB on `dataDir`, for when none runs there. */
  start(): Promise<Omit<Connection, 'key'>>;
}

/** Finds the FroDB to talk to: the one named, the one that runs on the data folder, or one started for the time. */
export async function connect(options: ConnectOptions): Promise<Connection> {
  const { dataDir } = options;
  const running = options.url ?? (await runningOn(dataDir));
  if (running !== undefined) {
    const key = options.key ?? (await adminKey(dataDir));
    await createApiClient(running, key).request('GET', '/databases');
    return { url: running, key, close: () => Promise.resolve() };
  }
  const started = await options.start();
  try {
    return { ...started, key: options.key ?? (await adminKey(dataDir)) };
  } catch (error) {
    await started.close();
    throw error;
  }
}

/** The address that the folder's lock file announces, if something answers there. */
async function runningOn(dataDir: string): Promise<string | undefined> {
  try {
    const lock = JSON.parse(await readFile(join(dataDir, 'frodb.lock'), 'utf8')) as { url?: unknown };
    if (typeof lock.url !== 'string') return undefined;
    const response = await fetch(`${lock.url}/health`, { signal: AbortSignal.timeout(2000) });
    return response.ok ? lock.url : undefined;
  } catch {
    // No lock, one that is being written, or a dead holder's: a start says what is wrong with the folder, if anything.
    return undefined;
  }
}

async function adminKey(dataDir: string): Promise<string> {
  const file = join(dataDir, 'admin-key');
  try {
    return (await readFile(file, 'utf8')).trim();
  } catch {
    throw new ApiError(
      401,
      'unauthenticated',
      `There is no key: ${file} can't be read. Give one with --key.`,
    );
  }
}
