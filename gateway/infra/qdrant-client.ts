import { unavailable } from '../errors.ts';
import { MissingContainerError } from './missing-container.ts';
import { fullEngine, saysFull } from './full-disk.ts';
import { createQdrantHttp } from './qdrant-http.ts';
import type { QdrantAnswer } from './qdrant-http.ts';

export interface QdrantOptions {
  /** `http://host:port` */
  url: string;
  apiKey?: string | undefined;
  /** How long it may stay silent before a call fails with 503; default 30 s. */
  answerTimeoutMs?: number;
}

export interface QdrantClient {
  /** One request about a collection; answers with its `result`. All that FroDB asks of Qdrant may be asked twice. */
  call<T>(method: string, collection: string, path?: string, body?: unknown, timeoutMs?: number): Promise<T>;
  /** The same with a body that is JSON already. */
  send<T>(method: string, collection: string, path: string, json: string): Promise<T>;
  close(): void;
}

/**
 * Qdrant's REST interface. Not through its JavaScript client: that one brings an HTTP stack of its own, cannot close
 * its connections (which makes Qdrant's stop wait for them), and takes a quarter longer for a search.
 */
export function createQdrantClient(options: QdrantOptions): QdrantClient {
  const headers = {
    'content-type': 'application/json',
    // Compressed answers stall for some 45 ms on loopback.
    'accept-encoding': 'identity',
    ...(options.apiKey === undefined ? {} : { 'api-key': options.apiKey }),
  };
  const http = createQdrantHttp(options.url, headers, options.answerTimeoutMs);
  const send = async <T>(
    method: string,
    collection: string,
    path: string,
    json?: string,
    timeoutMs?: number,
  ): Promise<T> => {
    const fullPath = `/collections/${encodeURIComponent(collection)}${path}`;
    const answer = await http.call(method, fullPath, json, timeoutMs);
    if (answer.status !== 200) throw qdrantFailure(collection, answer);
    return (JSON.parse(answer.text) as { result: T }).result;
  };
  return {
    send,
    call: (method, collection, path = '', body, timeoutMs) =>
      send(method, collection, path, body === undefined ? undefined : JSON.stringify(body), timeoutMs),
    close: () => http.close(),
  };
}

/** Qdrant refused what was sent: a bug of ours, except for 409 (exists already). */
export class QdrantError extends Error {
  readonly status: number;

  constructor(status: number, message: string) {
    super(`Qdrant answered ${status}: ${message}`);
    this.name = 'QdrantError';
    this.status = status;
  }
}

function qdrantFailure(collection: string, { status, text }: QdrantAnswer): Error {
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
