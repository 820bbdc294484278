import { randomUUID } from 'node:crypto';
import { Agent, request } from 'node:http';
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
  call: (method: Method, path: string, body?: unknown, headers?: Record<string, string>) => Promise<unknown>;
  /** A multipart POST of one file. */
  upload: (path: string, file: FilePart) => Promise<void>;
  close: () => void;
}

type Method = 'GET' | 'POST' | 'DELETE';

/**
 * Small calls go through undici, which takes a third less time over them than `node:http`. Files go through `node:http`:
 * sent by undici they raised FroDB's peak of memory by some 20 MB.
 */
export function benchClient({ url, key }: Pick<RunningFrodb, 'url' | 'key'>): BenchClient {
  const pool = new Pool(url);
  const agent = new Agent({ keepAlive: true });
  const authorization = `Bearer ${key}`;
  return {
    call: async (method, path, body, more) => {
      const headers = { authorization, 'content-type': 'application/json', ...more };
      const json = body === undefined ? null : JSON.stringify(body);
      const answer = await pool.request({ method, path, headers, body: json });
      const text = await answer.body.text();
      if (answer.statusCode < 300) return JSON.parse(text);
      throw new Error(`${method} ${path}: ${answer.statusCode} ${text}`);
    },
    upload: (path, file) => {
      const boundary = randomUUID();
      const head =
        `--${boundary}\r\nContent-Disposition: form-data; name="${file.field}"; filename="${file.name}"\r\n` +
        'Content-Type: application/octet-stream\r\n\r\n';
      const body = Buffer.concat([Buffer.from(head), file.bytes, Buffer.from(`\r\n--${boundary}--\r\n`)]);
      const headers = {
        authorization,
        'content-type': `multipart/form-data; boundary=${boundary}`,
        'content-length': body.length,
      };
      return new Promise((resolve, reject) => {
        const sent = request(url + path, { agent, method: 'POST', headers }, (answer) => {
          answer.resume().once('end', () => {
            if (answer.statusCode === 201) resolve();
            else reject(new Error(`POST ${path}: ${answer.statusCode}`));
          });
        });
        sent.once('error', reject);
        sent.end(body);
      });
    },
    close: () => {
      void pool.destroy();
      agent.destroy();
    },
  };
}
