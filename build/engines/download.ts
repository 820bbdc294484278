import { createWriteStream } from 'node:fs';
import { mkdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import { Readable, Transform } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { setTimeout as sleep } from 'node:timers/promises';

export interface DownloadOptions {
  signal?: AbortSignal;
  onBytes?: (bytes: number, total?: number) => void;
  /** Tries before it gives up; each goes on where the last one stopped. */
  attempts?: number;
  /** First pause between tries; doubles. */
  pauseMs?: number;
  /** A transfer that moves nothing for so long is broken. */
  stallMs?: number;
}

/** Trying again cannot help: the server answered, and the answer is no. */
export class RefusedError extends Error {
  readonly status: number;
  constructor(url: string, status: number, statusText: string) {
    super(`${url} answered ${status} ${statusText}`.trim());
    this.name = 'RefusedError';
    this.status = status;
  }
}

interface Partial {
  bytes: number;
  /** ETag or date of what was begun, so that two versions of a file are never glued together. */
  validator: string | undefined;
}

async function partialOf(path: string): Promise<Partial> {
  try {
    const [{ size }, validator] = await Promise.all([stat(path), readFile(`${path}.etag`, 'utf8')]);
    return validator ? { bytes: size, validator } : { bytes: 0, validator: undefined };
  } catch {
    return { bytes: 0, validator: undefined };
  }
}

/** Fails a stream that stands still, and counts what passes. */
function watchFlow(stallMs: number, onChunk: (length: number) => void): Transform {
  let timer: NodeJS.Timeout;
  function rearm(stream: Transform): void {
    clearTimeout(timer);
    timer = setTimeout(
      () => stream.destroy(new Error(`the transfer stood still for ${stallMs / 1000} s`)),
      stallMs,
    );
  }
  const flow = new Transform({
    transform(chunk: Buffer, _encoding, done) {
      rearm(this);
      onChunk(chunk.length);
      done(null, chunk);
    },
    destroy(error, done) {
      clearTimeout(timer);
      done(error);
    },
  });
  rearm(flow);
  return flow;
}

function isWrongRange(response: Response, from: number): boolean {
  const start = /^bytes (\d+)-/.exec(response.headers.get('content-range') ?? '')?.[1];
  return Number(start) !== from;
}

async function fetchOnce(url: string, path: string, options: DownloadOptions): Promise<void> {
  const { signal, onBytes, stallMs = 30_000 } = options;
  const partial = await partialOf(path);
  const headers: Record<string, string> = { 'accept-encoding': 'identity' };
  if (partial.bytes > 0 && partial.validator) {
    headers['range'] = `bytes=${partial.bytes}-`;
    headers['if-range'] = partial.validator;
  }
  const response = await fetch(url, { headers, ...(signal ? { signal } : {}) });
  const isResumed = response.status === 206;
  if (response.status === 416 || (isResumed && isWrongRange(response, partial.bytes))) {
    await response.body?.cancel();
    await rm(path, { force: true });
    throw new Error('the server holds another file than the one that was begun');
  }
  if (!response.ok || !response.body) {
    await response.body?.cancel();
    const refused = new RefusedError(url, response.status, response.statusText);
    if (response.status >= 500 || response.status === 429) throw new Error(refused.message);
    throw refused;
  }

  let bytes = isResumed ? partial.bytes : 0;
  const length = Number(response.headers.get('content-length') ?? Number.NaN);
  const total = Number.isNaN(length) ? undefined : bytes + length;
  // A weak ETag does not promise equal bytes, and If-Range does not take it.
  const etag = response.headers.get('etag');
  const validator = etag && !etag.startsWith('W/') ? etag : response.headers.get('last-modified');
  await writeFile(`${path}.etag`, validator ?? '');
  const flow = watchFlow(stallMs, (more) => {
    bytes += more;
    onBytes?.(bytes, total);
  });
  await pipeline(
    Readable.fromWeb(response.body as Parameters<typeof Readable.fromWeb>[0]),
    flow,
    createWriteStream(path, { flags: isResumed ? 'a' : 'w' }),
    signal ? { signal } : {},
  );
  if (total !== undefined && bytes !== total) throw new Error(`only ${bytes} of ${total} bytes came`);
}

function reasonOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  return error.cause instanceof Error ? `${error.message} (${error.cause.message})` : error.message;
}

/**
 * Downloads a file to `path`, going on after a broken transfer and after a broken run: what was fetched stays in
 * `path` until the caller takes it away. Whoever calls checks the bytes. Throws `RefusedError` for a 4xx.
 */
export async function download(url: string, path: string, options: DownloadOptions = {}): Promise<void> {
  const { attempts = 5, pauseMs = 500, signal } = options;
  await mkdir(dirname(path), { recursive: true });
  for (let attempt = 1; ; attempt += 1) {
    try {
      await fetchOnce(url, path, options);
      await rm(`${path}.etag`, { force: true });
      return;
    } catch (error) {
      signal?.throwIfAborted();
      if (error instanceof RefusedError) throw error;
      if (attempt >= attempts) {
        throw new Error(`${url} could not be fetched in ${attempts} tries: ${reasonOf(error)}`, {
          cause: error,
        });
      }
      await sleep(pauseMs * 2 ** (attempt - 1), undefined, signal ? { signal } : {});
    }
  }
}
