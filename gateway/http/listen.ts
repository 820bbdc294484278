import type { AddressInfo } from 'node:net';
import type { App } from './auth.ts';

const usualPort = 7420;

export interface ListenOptions {
  host: string;
  /** 0: any free one; null: 7420, else any free one. */
  port: number | null;
  isTls: boolean;
}

/** Begins to listen and returns the address to give to clients. Throws when a port that was asked for is in use. */
export async function listen(app: App, { host, port, isTls }: ListenOptions): Promise<string> {
  try {
    await app.listen({ host, port: port ?? usualPort });
  } catch (error) {
    const isTaken = error instanceof Error && 'code' in error && error.code === 'EADDRINUSE';
    if (!isTaken) throw error;
    if (port !== null) {
      throw new Error(
        `Port ${port} is used by another program. Choose another by FRODB_PORT (0 takes a free one).`,
        {
          cause: error,
        },
      );
    }
    await app.listen({ host, port: 0 });
  }
  const { port: given } = app.server.address() as AddressInfo;
  return `${isTls ? 'https' : 'http'}://${reachable(host)}:${given}`;
}

function reachable(host: string): string {
  if (host === '0.0.0.0') return '127.0.0.1';
  if (host === '::') return '[::1]';
  return host.includes(':') ? `[${host}]` : host;
}

/** Takes no more requests and waits for those under way; after `seconds` their connections are cut. */
export async function stopListening(app: App, seconds: number): Promise<void> {
  const timer = setTimeout(() => app.server.closeAllConnections(), seconds * 1_000);
  try {
    await app.close();
  } finally {
    clearTimeout(timer);
  }
}
