import { request } from 'node:http';
import type { IncomingHttpHeaders, OutgoingHttpHeaders } from 'node:http';

/** An answer as it came, with no redirect followed. */
export interface PageReply {
  status: number;
  headers: IncomingHttpHeaders;
  json: Record<string, unknown>;
  text: string;
}

export interface PageRequest {
  headers?: OutgoingHttpHeaders;
  /** Sent as JSON. */
  body?: object;
}

/** What a browser says of a request of one of our own pages. */
export const ofOwnPage = { 'sec-fetch-site': 'same-origin' };

/** Sends a request to exactly this path, with headers that `fetch` keeps for itself. */
export function askAsBrowser(
  url: string,
  method: string,
  path: string,
  { headers = {}, body }: PageRequest = {},
): Promise<PageReply> {
  const { hostname, port } = new URL(url);
  const sent = body === undefined ? {} : { 'content-type': 'application/json' };
  return new Promise((resolve, reject) => {
    const asked = request({ hostname, port, method, path, headers: { ...sent, ...headers } }, (answer) => {
      const pieces: Buffer[] = [];
      answer.on('data', (piece: Buffer) => pieces.push(piece));
      answer.on('end', () => {
        const text = Buffer.concat(pieces).toString();
        const isJson = /\bjson\b/.test(answer.headers['content-type'] ?? '') && text !== '';
        const json = (isJson ? JSON.parse(text) : {}) as Record<string, unknown>;
        resolve({ status: answer.statusCode ?? 0, headers: answer.headers, json, text });
      });
    });
    asked.on('error', reject);
    asked.end(body === undefined ? undefined : JSON.stringify(body));
  });
}

/** `name=value` of the one cookie that the answer sets. */
export function cookieOf({ headers }: PageReply): string {
  const [cookie, ...others] = headers['set-cookie'] ?? [];
  if (cookie === undefined || others.length > 0) throw new Error('not one cookie was set');
  return cookie.split(';', 1)[0] ?? '';
}
