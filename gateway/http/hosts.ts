import type { IncomingMessage } from 'node:http';
import { AppError, invalidInput } from '../errors.ts';
import { targetHost } from './request-target.ts';

const loopback = ['127.0.0.1', 'localhost', '[::1]'];
const wildcards = ['0.0.0.0', '::'];

type Asked = Pick<IncomingMessage, 'headers' | 'rawHeaders'>;

/**
 * A check of Host and Origin, so that no web page of somebody else can reach a FroDB on this machine, not even by a
 * name of its own that points here. `allowed` are host names without port.
 */
export function createHostCheck(listensAt: string, allowed: readonly string[]) {
  const own = listensAt.includes(':') ? `[${listensAt}]` : listensAt.toLowerCase();
  const names = new Set([...loopback, ...allowed, ...(wildcards.includes(listensAt) ? [] : [own])]);
  const proxied = new Set(allowed);

  /** `target` is what the request line asks for; a host in it counts before `Host`, which must be ours all the same. */
  return function checkHost({ headers, rawHeaders }: Asked, target: string): void {
    refuseTwice(rawHeaders);
    if (headers.host === undefined) {
      throw invalidInput([{ path: 'host', code: 'required', message: 'is required' }]);
    }
    const named = ownHost(headers.host);
    const asked = targetHost(target);
    const host = asked === null ? named : ownHost(asked);
    const { origin } = headers;
    if (origin === undefined) return;
    const from = URL.canParse(origin) ? new URL(origin) : null;
    const isHttp = from !== null && (from.protocol === 'http:' || from.protocol === 'https:');
    if (isHttp && isOwn(from, host)) return;
    throw new AppError('foreign_origin', `Requests from pages of ${origin} are refused.`);
  };

  function ownHost(given: string): Host {
    const host = splitHost(given);
    if (host && names.has(host.name)) return host;
    throw new AppError(
      'foreign_host',
      `Host “${given}” is none of this server's: add it to FRODB_ALLOWED_HOSTS if it is meant to be.`,
    );
  }

  /** Another port of this machine is somebody else's page; behind a proxy the ports may differ. */
  function isOwn(from: URL, host: Host): boolean {
    if (proxied.has(from.hostname)) return true;
    return names.has(from.hostname) && from.port === host.port;
  }
}

interface Host {
  name: string;
  port: string;
}

function splitHost(host: string): Host | null {
  const match = /^(\[[0-9a-f:.]+\]|[^:[\]/@\s]+)(?::(\d{1,5}))?$/i.exec(host);
  if (!match?.[1]) return null;
  return { name: match[1].toLowerCase(), port: match[2] ?? '' };
}

/** Headers of which Node would keep the first, or join both: a proxy before us may have looked at the other one. */
const singleHeaders = new Set([
  'host',
  'authorization',
  'x-api-key',
  'content-type',
  'idempotency-key',
  'x-agent-id',
]);

function refuseTwice(rawHeaders: readonly string[]): void {
  const seen = new Set<string>();
  for (let index = 0; index < rawHeaders.length; index += 2) {
    const name = (rawHeaders[index] ?? '').toLowerCase();
    if (!singleHeaders.has(name)) continue;
    if (seen.has(name)) throw invalidInput([{ path: name, code: 'duplicate', message: 'is given twice' }]);
    seen.add(name);
  }
}
