import { networkInterfaces } from 'node:os';
import { request } from 'node:http';
import type { IncomingMessage } from 'node:http';
import { createServer } from 'node:net';
import { Writable } from 'node:stream';
import { expect, it } from 'vitest';
import { createLogger } from '../infra/logger.ts';
import { listen } from './listen.ts';
import type { Listening } from './listen.ts';
import { createHttpServer } from './server.ts';

const hasIpv6 = Object.values(networkInterfaces()).some((all) =>
  all?.some(({ address }) => address === '::1'),
);
const { logger } = createLogger({ destination: { stream: new Writable() }, level: 'silent' });

async function start(port: number, answer: () => Promise<object>): Promise<Listening> {
  const { app } = await createHttpServer({
    host: '127.0.0.1',
    allowedHosts: [],
    tls: null,
    logger,
    authenticate: () => Promise.resolve(null),
    version: '1',
    routes: (routes) => void routes.get('/open', { config: { action: 'open' } }, answer),
  });
  return listen(app, { host: '127.0.0.1', port, isTls: false, logger });
}

function get(url: string): Promise<number | undefined> {
  return new Promise((resolve, reject) => {
    const asked = request(url, { agent: false }, (answer: IncomingMessage) => {
      answer.resume();
      answer.once('end', () => resolve(answer.statusCode));
    });
    asked.once('error', reject);
    asked.end();
  });
}

it.skipIf(!hasIpv6)('a server at 127.0.0.1 is at ::1 too, until it stops', async () => {
  let release = (): void => undefined;
  const released = new Promise<void>((resolve) => (release = resolve));
  let arrived = 0;
  const { url, stop } = await start(0, async () => {
    arrived++;
    await released;
    return {};
  });
  const { port } = new URL(url);
  const asked = ['127.0.0.1', '[::1]', 'localhost'].map((host) => get(`http://${host}:${port}/open`));
  await expect.poll(() => arrived).toBe(3);
  const stopped = stop(10);
  release();
  expect(await Promise.all(asked)).toEqual([200, 200, 200]);
  await stopped;
  await expect(get(`http://[::1]:${port}/open`)).rejects.toThrow('ECONNREFUSED');
});

it.skipIf(!hasIpv6)('a request at ::1 that does not end is cut off', async () => {
  let arrived = 0;
  const { url, stop } = await start(0, () => {
    arrived++;
    return new Promise(() => undefined);
  });
  const cut = get(`http://[::1]:${new URL(url).port}/open`).catch((error: Error) => error.message);
  await expect.poll(() => arrived).toBe(1);
  await stop(0.05);
  expect(await cut).toMatch(/socket hang up|ECONNRESET/);
});

it.skipIf(!hasIpv6)('a port that is taken at ::1 holds nothing up', async () => {
  const other = createServer();
  await new Promise<void>((resolve) => other.listen(0, '::1', resolve));
  const { port } = other.address() as { port: number };
  const { url, stop } = await start(port, async () => ({}));
  expect(await get(`${url}/open`)).toBe(200);
  await stop(1);
  other.close();
});
