import { randomUUID } from 'node:crypto';
import { Agent, request } from 'node:http';
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
  const agent = new Agent({ keepAlive: true });
  const { hostname: host, port } = new URL(url);
  const send = (method: Method, path: string, body: string | Buffer, contentType: string): Promise<unknown> =>
    new Promise((resolve, reject) => {
      const headers = {
        authorization: `Bearer ${key}`,
        'content-type': contentType,
        'content-length': Buffer.byteLength(body),
      };
      const sent = request({ agent, host, port, method, path, headers }, (answer) => {
        let text = '';
        answer.setEncoding('utf8');
        answer.on('data', (piece: string) => (text += piece));
        answer.on('end', () => {
          if ((answer.statusCode ?? 0) < 300) resolve(JSON.parse(text));
          else reject(new Error(`${method} ${path}: ${answer.statusCode} ${text}`));
        });
      });
      sent.on('error', reject);
      sent.end(body);
    });
  return {
    call: (method, path, body) =>
      send(method, path, body === undefined ? '' : JSON.stringify(body), 'application/json'),
    upload: (path, file) => {
      const boundary = randomUUID();
      const head =
        `--${boundary}\r\nContent-Disposition: form-data; name="${file.field}"; filename="${file.name}"\r\n` +
        'Content-Type: application/octet-stream\r\n\r\n';
      const body = Buffer.concat([Buffer.from(head), file.bytes, Buffer.from(`\r\n--${boundary}--\r\n`)]);
      return send('POST', path, body, `multipart/form-data; boundary=${boundary}`);
    },
    close: () => agent.destroy(),
  };
}
