import { createWriteStream, writeFileSync } from 'node:fs';
import { mkdir, readFile, rm, stat } from 'node:fs/promises';
import { dirname } from 'node:path';
import { Transform } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Dispatcher } from 'undici';
import { describeProxy, proxySettings, proxyWantsPassword } from './proxy.ts';

export interface DownloadOptions {
  signal?: AbortSignal;
  onBytes?: (bytes: number, total?: number) => void;
  /** Tries before it gives up; each goes on where the last one stopped. */
  attempts?: number;
  /** First pause between tries; doubles. */
  pauseMs?: number;
  /** A transfer that moves nothing for so long is broken. */
  stallMs?: number;
  /** Where proxies are read (HTTPS_PROXY, HTTP_PROXY, NO_PROXY); without it there are none. */
  env?: NodeJS.ProcessEnv;
}

/** Trying again cannot help: the server answered, and the answer is no. */
export class RefusedError extends Error {
  readonly status: number;
  constructor(url: string, status: number, statusText: string) {
    const answer = `${url} answered ${status} ${statusText}`.trim();
    super(status === 407 ? `${url}: ${proxyWantsPassword}` : answer);
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

function isWrongRange(range: string, from: number): boolean {
  return Number(/^bytes (\d+)-/.exec(range)?.[1]) !== from;
}

async function fetchOnce(
  url: string,
  path: string,
  options: DownloadOptions,
  dispatcher: Dispatcher,
): Promise<void> {
  const { signal, onBytes, stallMs = 30_000 } = options;
  const partial = await partialOf(path);
  const headers: Record<string, string> = { 'accept-encoding': 'identity' };
  if (partial.bytes > 0 && partial.validator) {
    headers['range'] = `bytes=${partial.bytes}-`;
    headers['if-range'] = partial.validator;
  }
  const { request } = await import('undici');
  const answer = await request(url, { headers, dispatcher, ...(signal ? { signal } : {}) });
  const { statusCode, body } = answer;
  const header = (name: string): string => String(answer.headers[name] ?? '');
  const isResumed = statusCode === 206;
  if (statusCode === 416 || (isResumed && isWrongRange(header('content-range'), partial.bytes))) {
    await body.dump();
    await rm(path, { force: true });
    throw new Error('the server holds another file than the one that was begun');
  }
  if (statusCode < 200 || statusCode > 299) {
    await body.dump();
    const refused = new RefusedError(url, statusCode, answer.statusText);
    if (statusCode >= 500 || statusCode === 429) throw new Error(refused.message);
    throw refused;
  }

  let bytes = isResumed ? partial.bytes : 0;
  const length = header('content-length');
  const total = length === '' ? undefined : bytes + Number(length);
  // A weak ETag does not promise equal bytes, and If-Range does not take it.
  const etag = header('etag');
  // At once, in one step with the reading below: what comes meanwhile is lost if the connection breaks.
  writeFileSync(`${path}.etag`, etag !== '' && !etag.startsWith('W/') ? etag : header('last-modified'));
  const flow = watchFlow(stallMs, (more) => {
    bytes += more;
    onBytes?.(bytes, total);
  });
  const file = createWriteStream(path, { flags: isResumed ? 'a' : 'w' });
  await pipeline(body, flow, file, signal ? { signal } : {});
  if (total !== undefined && bytes !== total) throw new Error(`only ${bytes} of ${total} bytes came`);
}

function reasonOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  // Node tries every address of a host and gathers what each answered under an empty message.
  const first = error instanceof AggregateError ? (error.errors as Error[])[0] : undefined;
  return error.message || first?.message || error.name;
}

/** A proxy that was asked for a tunnel and wants to know who asks: undici has no class of its own for it. */
function isProxyRefusal(error: unknown): boolean {
  return error instanceof Error && /\(407\)/.test(error.message);
}

/**
 * Downloads a file to `path`, going on after a broken transfer and after a broken run: what was fetched stays in
 * `path` until the caller takes it away. Whoever calls checks the bytes. Throws `RefusedError` for a 4xx.
 */
export async function download(url: string, path: string, options: DownloadOptions = {}): Promise<void> {
  const proxies = proxySettings(options.env ?? {});
  await mkdir(dirname(path), { recursive: true });
  // Node's own fetch knows no proxies before version 24. Loaded here, because a start needs none of it.
  const { EnvHttpProxyAgent, interceptors } = await import('undici');
  // Many proxies tunnel to port 443 only; what is not encrypted is asked of them plainly.
  const agent = new EnvHttpProxyAgent({ ...proxies, proxyTunnel: false });
  const dispatcher = agent.compose(interceptors.redirect({ maxRedirections: 10 }));
  try {
    await tryOften(url, path, options, dispatcher, describeProxy(proxies, url));
  } finally {
    await agent.destroy();
  }
}

async function tryOften(
  url: string,
  path: string,
  options: DownloadOptions,
  dispatcher: Dispatcher,
  byProxy: string,
): Promise<void> {
  const { attempts = 5, pauseMs = 500, signal } = options;
  for (let attempt = 1; ; attempt += 1) {
    try {
      await fetchOnce(url, path, options, dispatcher);
      await rm(`${path}.etag`, { force: true });
      return;
    } catch (error) {
      signal?.throwIfAborted();
      if (error instanceof RefusedError) throw error;
      if (isProxyRefusal(error)) throw new RefusedError(url, 407, '');
      if (attempt >= attempts) {
        throw new Error(`${url} could not be fetched${byProxy} in ${attempts} tries: ${reasonOf(error)}`, {
          cause: error,
        });
      }
      await sleep(pauseMs * 2 ** (attempt - 1), undefined, signal ? { signal } : {});
    }
  }
}
