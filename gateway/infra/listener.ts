import { setTimeout as sleep } from 'node:timers/promises';
import type { Logger } from './logger.ts';
import type { Postgres, Session } from './postgres.ts';

export interface ListenerOptions {
  pg: Pick<Postgres, 'session'>;
  logger: Logger;
  /** Milliseconds between pings; tests shorten it. */
  pingMs?: number;
  /** Without an answer in this time, milliseconds, the connection counts as cut. */
  answerMs?: number;
}

/**
 * Hears NOTIFY on a direct connection. While it is cut, notifications are lost: whoever caches must read at each use
 * (`isConnected`) and drop what it holds when the connection is back (`onConnect`).
 */
export interface Listener {
  readonly isConnected: boolean;
  on(channel: string, handler: (payload: string) => void): void;
  /** Called whenever listening has begun (again): what happened before it was not heard. */
  onConnect(handler: () => void): void;
  close(): Promise<void>;
}

const retryMs = 500;

/** Starts to listen in the background; keeps trying for ever. */
export function createListener(options: ListenerOptions): Listener {
  const { pg, logger, pingMs = 2_000, answerMs = 2_000 } = options;
  const handlers = new Map<string, ((payload: string) => void)[]>();
  const connectHandlers: (() => void)[] = [];
  const closing = new AbortController();
  let session: Session | undefined;
  let isConnected = false;

  async function listen(channel: string): Promise<void> {
    await session?.query(`LISTEN ${quoteIdentifier(channel)}`, [], { timeoutMs: answerMs });
  }

  async function serve(opened: Session): Promise<void> {
    opened.onNotification((channel, payload) =>
      handlers.get(channel)?.forEach((handler) => handler(payload)),
    );
    for (const channel of handlers.keys()) await listen(channel);
    isConnected = true;
    connectHandlers.forEach((handler) => handler());
    while (!closing.signal.aborted) {
      const pause = new AbortController();
      const signal = AbortSignal.any([pause.signal, closing.signal]);
      await Promise.race([sleep(pingMs, undefined, { signal }).catch(() => undefined), opened.ended]);
      pause.abort();
      if (!closing.signal.aborted) await opened.query('SELECT 1', [], { timeoutMs: answerMs });
    }
  }

  async function run(): Promise<void> {
    while (!closing.signal.aborted) {
      try {
        session = await pg.session();
        await serve(session);
      } catch (error) {
        if (isConnected) logger.warn({ err: error }, 'the listener was cut off from Postgres');
      }
      isConnected = false;
      await session?.close();
      session = undefined;
      await sleep(retryMs, undefined, { signal: closing.signal }).catch(() => undefined);
    }
  }

  const running = run();
  return {
    get isConnected() {
      return isConnected;
    },
    on: (channel, handler) => {
      const known = handlers.get(channel);
      if (known) {
        known.push(handler);
        return;
      }
      handlers.set(channel, [handler]);
      // A failure shows at the next ping, which begins anew with every channel.
      listen(channel).catch(() => undefined);
    },
    onConnect: (handler) => void connectHandlers.push(handler),
    close: async () => {
      closing.abort();
      await running;
    },
  };
}

function quoteIdentifier(name: string): string {
  return `"${name.replaceAll('"', '""')}"`;
}
