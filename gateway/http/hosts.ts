import type { IncomingHttpHeaders } from 'node:http';
import { AppError } from '../errors.ts';

const loopback = ['127.0.0.1', 'localhost', '[::1]'];
const wildcards = ['0.0.0.0', '::'];

/**
 * A check of Host and Origin, so that no web page of somebody else can reach a FroDB on this machine, not even by a
 * name of its own that points here. `allowed` are host names without port.
 */
export function createHostCheck(listensAt: string, allowed: readonly string[]) {
  const own = listensAt.includes(':') ? `[${listensAt}]` : listensAt.toLowerCase();
  const names = new Set([...loopback, ...allowed, ...(wildcards.includes(listensAt) ? [] : [own])]);
  const proxied = new Set(allowed);

  return function checkHost(headers: IncomingHttpHeaders): void {
    const host = splitHost(headers.host ?? '');
    if (!host || !names.has(host.name)) {
      throw new AppError(
        'foreign_host',
        `Host “${headers.host ?? ''}” is none of this server's: add it to FRODB_ALLOWED_HOSTS if it is meant to be.`,
      );
    }
    const { origin } = headers;
    if (origin === undefined) return;
    const from = URL.canParse(origin) ? new URL(origin) : null;
    const isHttp = from !== null && (from.protocol === 'http:' || from.protocol === 'https:');
    if (isHttp && isOwn(from, host)) return;
    throw new AppError('foreign_origin', `Requests from pages of ${origin} are refused.`);
  };

  /** Another port of this machine is somebody else's page; behind a proxy the ports may differ. */
  function isOwn(from: URL, host: { name: string; port: string }): boolean {
    if (proxied.has(from.hostname)) return true;
    return names.has(from.hostname) && from.port === host.port;
  }
}

function splitHost(host: string): { name: string; port: string } | null {
  const match = /^(\[[0-9a-f:.]+\]|[^:[\]/@\s]+)(?::(\d{1,5}))?$/i.exec(host);
  if (!match?.[1]) return null;
  return { name: match[1].toLowerCase(), port: match[2] ?? '' };
}
