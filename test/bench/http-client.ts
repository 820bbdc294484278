import { FormData, Pool } from 'undici';
import type { RunningFrodb } from '../support/frodb.ts';

/** A file of a multipart request. */
export interface FilePart {
  field: string;
  name: string;
  bytes: Buffer;
}

/** Sends to FroDB over kept connections, with as little work of its own as a client can have. */
export interface BenchClient {
  /** JSON in, JSON out. Throws for every answer that is no success. */
  call: (method: Method, path: string, body?: unknown) => Promise<unknown>;
  /** A multipart POST of one file. */
  upload: (path: string, file: FilePart) => Promise<unknown>;
  close: () => void;
}

type Method = 'GET' | 'POST' | 'DELETE';

export function benchClient({ url, key }: Pick<RunningFrodb, 'url' | 'key'>): BenchClient {
  const pool = new Pool(url);
  const send = async (
    method: Method,
    path: string,
    body: string | FormData | null,
    type: { 'content-type': string } | null = null,
  ): Promise<unknown> => {
    const headers = { authorization: `Bearer ${key}`, ...type };
    const answer = await pool.request({ method, path, headers, body });
    const text = await answer.body.text();
    if (answer.statusCode < 300) return JSON.parse(text);
    throw new Error(`${method} ${path}: ${answer.statusCode} ${text}`);
  };
  return {
    call: (method, path, body) =>
      send(method, path, body === undefined ? null : JSON.stringify(body), {
        'content-type': 'application/json',
      }),
    upload: (path, { field, name, bytes }) => {
      const form = new FormData();
      form.set(field, new Blob([bytes]), name);
      return send('POST', path, form);
    },
    close: () => void pool.destroy(),
  };
}
