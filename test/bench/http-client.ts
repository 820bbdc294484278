import { randomUUID } from 'node:crypto';
import { Pool } from 'undici';
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
    body: string | Buffer | null,
    contentType: string,
  ): Promise<unknown> => {
    const headers = { authorization: `Bearer ${key}`, 'content-type': contentType };
    const answer = await pool.request({ method, path, headers, body });
    const text = await answer.body.text();
    if (answer.statusCode < 300) return JSON.parse(text);
    throw new Error(`${method} ${path}: ${answer.statusCode} ${text}`);
  };
  return {
    call: (method, path, body) =>
      send(method, path, body === undefined ? null : JSON.stringify(body), 'application/json'),
    upload: (path, file) => {
      const boundary = randomUUID();
      const head =
        `--${boundary}\r\nContent-Disposition: form-data; name="${file.field}"; filename="${file.name}"\r\n` +
        'Content-Type: application/octet-stream\r\n\r\n';
      const body = Buffer.concat([Buffer.from(head), file.bytes, Buffer.from(`\r\n--${boundary}--\r\n`)]);
      return send('POST', path, body, `multipart/form-data; boundary=${boundary}`);
    },
    close: () => void pool.destroy(),
  };
}
