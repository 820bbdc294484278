import { createServer } from 'node:net';
import type { AddressInfo, Server } from 'node:net';
import type { Logger } from '../infra/logger.ts';
import type { App } from './auth.ts';

export interface ListenOptions {
  host: string;
  /** 0: any free one. */
  port: number;
  isTls: boolean;
  logger: Logger;
}

export interface Listening {
  /** The address to give to clients. */
  url: string;
  port: number;
  /** Takes no more requests and waits for those under way; after `seconds` their connections are cut. */
  stop: (seconds: number) => Promise<void>;
}

/** Begins to listen. Throws when a port that was asked for is in use. */
export async function listen(app: App, { host, port, isTls, logger }: ListenOptions): Promise<Listening> {
  try {
    await app.listen({ host, port });
  } catch (error) {
    const isTaken = error instanceof Error && 'code' in error && error.code === 'EADDRINUSE';
    if (!isTaken) throw error;
    throw new Error(
      `Port ${port} is used by another program. Choose another by FRODB_PORT (0 takes a free one).`,
      { cause: error },
    );
  }
  const { port: given } = app.server.address() as AddressInfo;
  const twin = host === '127.0.0.1' ? await listenAtTwin(app, given, logger) : null;
  return {
    port: given,
    url: `${isTls ? 'https' : 'http'}://${reachable(host)}:${given}`,
    stop: (seconds) => stop(app, twin, seconds),
  };
}

/**
 * The loopback address of the other family: `localhost` is either of them, as each client likes. null where the machine
 * has no such address or its port is taken. The app's own server handles its connections.
 */
function listenAtTwin(app: App, port: number, logger: Logger): Promise<Server | null> {
  const twin = createServer((socket) => void app.server.emit('connection', socket));
  return new Promise((resolve) => {
    twin.once('error', (error) => {
      logger.info({ err: error }, 'not listening at ::1 beside 127.0.0.1');
      resolve(null);
    });
    twin.listen({ host: '::1', port }, () => resolve(twin));
  });
}

function reachable(host: string): string {
  if (host === '0.0.0.0') return '127.0.0.1';
  if (host === '::') return '[::1]';
  return host.includes(':') ? `[${host}]` : host;
}

async function stop(app: App, twin: Server | null, seconds: number): Promise<void> {
  const timer = setTimeout(() => app.server.closeAllConnections(), seconds * 1_000);
  try {
    const closed = new Promise((resolve) => (twin ? twin.close(resolve) : resolve(null)));
    await app.close();
    await closed;
  } finally {
    clearTimeout(timer);
  }
}
