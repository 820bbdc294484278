import { validateHeaderValue } from 'node:http';
import { Pool, errors } from 'undici';
import { unavailable } from '../errors.ts';
import { coded, errorCode, networkError } from './engine-errors.ts';
import { fullEngine, saysFull } from './full-disk.ts';
import { MissingContainerError } from './missing-container.ts';

export interface QdrantOptions {
  /** `http://host:port`, or with a path below which Qdrant is found. */
  url: string;
  apiKey?: string | undefined;
  /** How long it may stay silent before a call fails with 503; default 30 s. */
  answerTimeoutMs?: number;
}

export interface QdrantClient {
  /** One request about a collection; answers with its `result`. All that FroDB asks of Qdrant may be asked twice. */
  call<T>(method: Method, collection: string, path?: string, body?: unknown, timeoutMs?: number): Promise<T>;
  /** As `call`, with a body that is JSON already. */
  send<T>(
    method: Method,
    collection: string,
    path: string,
    json: string | undefined,
    timeoutMs?: number,
  ): Promise<T>;
  /** What is under way fails. */
  close(): void;
}

type Method = 'GET' | 'POST' | 'PUT' | 'DELETE';

/** Shorter than Qdrant's own 5 s: a request must not meet a connection that is just being closed. */
const keepAliveMs = 4_000;
const mostConnections = 64;
const defaultTimeoutMs = 30_000;

/**
 * Qdrant's REST interface. Not through its JavaScript client: that one can't close its connections (which makes
 * Qdrant's stop wait for them) and takes no JSON that is made already. Opens nothing yet; throws for a key that no
 * header can carry.
 */
export function createQdrantClient({
  url,
  apiKey,
  answerTimeoutMs = defaultTimeoutMs,
}: QdrantOptions): QdrantClient {
  const { origin, pathname } = new URL(url);
  const prefix = `${pathname.replace(/\/+$/, '')}/collections/`;
  const headers: Record<string, string> = { 'content-type': 'application/json' };
  if (apiKey !== undefined) {
    validateHeaderValue('api-key', apiKey);
    headers['api-key'] = apiKey;
  }
  const pool = new Pool(origin, { connections: mostConnections, keepAliveTimeout: keepAliveMs });

  async function exchange(method: Method, path: string, body: string | undefined, timeoutMs: number) {
    const timeouts = { headersTimeout: timeoutMs, bodyTimeout: timeoutMs };
    const answer = await pool.request({ method, path, headers, body: body ?? null, ...timeouts });
    return { status: answer.statusCode, text: await answer.body.text() };
  }

  const send = async <T>(
    method: Method,
    collection: string,
    path: string,
    json: string | undefined,
    timeoutMs = answerTimeoutMs,
  ): Promise<T> => {
    const ask = () => exchange(method, `${prefix}${encodeURIComponent(collection)}${path}`, json, timeoutMs);
    const answer = await ask()
      .catch((error: unknown) => {
        // Qdrant may just have closed the kept connection.
        if (!brokenConnection.has(errorCode(error) ?? '')) throw error;
        return ask();
      })
      .catch((error: unknown) => {
        const isNotHttp = error instanceof errors.HTTPParserError;
        throw networkError('qdrant', isNotHttp ? coded('ENGINE_NOT_HTTP', error.message) : error) ?? error;
      });
    if (answer.status !== 200) throw qdrantFailure(collection, answer.status, answer.text);
    return (JSON.parse(answer.text) as { result: T }).result;
  };
  return {
    send,
    call: (method, collection, path = '', body, timeoutMs) =>
      send(method, collection, path, body === undefined ? undefined : JSON.stringify(body), timeoutMs),
    close: () => void pool.destroy(),
  };
}

const brokenConnection = new Set(['UND_ERR_SOCKET', 'ECONNRESET', 'EPIPE']);

/** Qdrant refused what was sent: a bug of ours, except for 409 (exists already). */
export class QdrantError extends Error {
  readonly status: number;

  constructor(status: number, message: string) {
    super(`Qdrant answered ${status}: ${message}`);
    this.name = 'QdrantError';
    this.status = status;
  }
}

function qdrantFailure(collection: string, status: number, text: string): Error {
  const failure = new QdrantError(status, errorText(text));
  if (status === 404) return new MissingContainerError('qdrant', collection, failure);
  if (status === 401 || status === 403) return unavailable('qdrant', 'it refused the API key', failure);
  if (saysFull(failure.message)) return fullEngine('qdrant', failure);
  if (status >= 500 || status === 429 || status === 408)
    return unavailable('qdrant', failure.message, failure);
  return failure;
}

/** `{"status":{"error":"…"}}`, or whatever a proxy in between said. */
function errorText(text: string): string {
  return /"error":"((?:[^"\\]|\\.)*)"/.exec(text)?.[1] ?? text.slice(0, 200);
}
