import { lookup } from 'node:dns/promises';
import type { LookupAddress, LookupOptions } from 'node:dns';
import { Agent, buildConnector } from 'undici';
import { errorCode, networkReason } from './engine-errors.ts';
import { ownAddresses } from './own-addresses.ts';
import type { Endpoint } from './own-addresses.ts';
import { within } from './within.ts';

/** Why a request to somebody else's server came to nothing, in words that may be shown. */
export class OutboundError extends Error {
  /** It leads to FroDB itself. */
  readonly isForbidden: boolean;

  constructor(
    message: string,
    { isForbidden = false, cause }: { isForbidden?: boolean; cause?: unknown } = {},
  ) {
    super(message, cause === undefined ? undefined : { cause });
    this.name = 'OutboundError';
    this.isForbidden = isForbidden;
  }
}

export interface OutboundPost {
  url: string;
  headers: Record<string, string>;
  body: string;
  signal: AbortSignal;
}

export interface OutboundAnswer {
  status: number;
  /** Seconds, where it names any. */
  retryAfter: number | null;
}

export interface OutboundOptions {
  /** What is never connected to: FroDB's engines, and itself. */
  own: () => readonly Endpoint[];
  timeoutSeconds: number;
  /** Default: the system's. */
  resolve?: (name: string) => Promise<LookupAddress[]>;
}

/** HTTP to servers that clients name. Follows no redirects, takes no proxies, and reads nothing of an answer but its head. */
export interface OutboundHttp {
  /** Throws an OutboundError where the address leads to FroDB itself; a name that is not known now may be so later. */
  check: (url: string) => Promise<void>;
  /** Errors: OutboundError; what the signal says where that ended it. */
  post: (request: OutboundPost) => Promise<OutboundAnswer>;
  close: () => Promise<void>;
}

/** Of an answer's body: more closes the connection. */
const readBytes = 16 * 1024;
const readMs = 1_000;
const checkMs = 5_000;
const keepAliveMs = 4_000;

export function createOutboundHttp({ own, timeoutSeconds, ...options }: OutboundOptions): OutboundHttp {
  const resolve = options.resolve ?? ((name: string) => lookup(name, { all: true }));

  /** The addresses to connect to. Each is looked at: a name may lead to several. */
  async function permitted(host: string, port: number): Promise<LookupAddress[]> {
    const [addresses, ours] = await Promise.all([resolve(host), ownAddresses(own(), port)]);
    const [forbidden] = addresses.filter(({ address }) => ours.has(address));
    if (!forbidden) return addresses;
    const where = forbidden.address === host ? host : `${host} (${forbidden.address})`;
    throw new OutboundError(`port ${port} of ${where} is FroDB's own, or that of one of its engines`, {
      isForbidden: true,
    });
  }

  const agent = new Agent({
    keepAliveTimeout: keepAliveMs,
    // The connection goes to the addresses that were looked at: a name may lead elsewhere a moment later.
    connect: (to, callback) => {
      permitted(to.hostname, portOf(to)).then(
        (addresses) =>
          buildConnector({ timeout: timeoutSeconds * 1_000, lookup: answerWith(addresses) })(to, callback),
        (error: unknown) => callback(error instanceof Error ? error : new Error(String(error)), null),
      );
    },
  });

  return {
    check: async (url) => {
      const { hostname, protocol, port } = new URL(url);
      try {
        await within(permitted(withoutBrackets(hostname), portOf({ protocol, port })), checkMs);
      } catch (error) {
        if (error instanceof OutboundError) throw error;
      }
    },
    post: async ({ url, headers, body, signal }) => {
      const late = AbortSignal.timeout(timeoutSeconds * 1_000);
      try {
        const answer = await agent.request({
          ...addressOf(url),
          method: 'POST',
          headers,
          body,
          signal: AbortSignal.any([signal, late]),
        });
        await answer.body
          .dump({ limit: readBytes, signal: AbortSignal.timeout(readMs) })
          .catch(() => undefined);
        return { status: answer.statusCode, retryAfter: secondsOf(answer.headers['retry-after']) };
      } catch (error) {
        signal.throwIfAborted();
        throw explained(error, late.aborted ? `it did not answer in ${timeoutSeconds} s` : undefined);
      }
    },
    close: () => agent.destroy(),
  };
}

function addressOf(url: string): { origin: string; path: string } {
  const { origin, pathname, search } = new URL(url);
  return { origin, path: `${pathname}${search}` };
}

function portOf({ protocol, port }: { protocol: string; port: string }): number {
  if (port !== '') return Number(port);
  return protocol === 'https:' ? 443 : 80;
}

function withoutBrackets(hostname: string): string {
  return hostname.replace(/^\[(.*)\]$/, '$1');
}

/** As Node asks for addresses: for one or for all. */
function answerWith(addresses: LookupAddress[]) {
  return (
    _name: string,
    { all }: LookupOptions,
    callback: (error: null, address: string | LookupAddress[], family?: number) => void,
  ): void => {
    const [first] = addresses;
    if (all === true) callback(null, addresses);
    else callback(null, first?.address ?? '', first?.family ?? 4);
  };
}

function explained(error: unknown, late: string | undefined): OutboundError {
  if (error instanceof OutboundError) return error;
  const message = error instanceof Error ? error.message : String(error);
  const code = errorCode(error);
  const other = code === undefined ? message : `${message} (${code})`;
  return new OutboundError(late ?? networkReason(error) ?? other, { cause: error });
}

/** Of `Retry-After`: a number of seconds, or a date. */
function secondsOf(header: string | string[] | undefined): number | null {
  const text = String(header ?? '').trim();
  if (/^\d{1,9}$/.test(text)) return Number(text);
  const at = Date.parse(text);
  return text === '' || Number.isNaN(at) ? null : Math.max(0, (at - Date.now()) / 1_000);
}
