import type { LookupAddress } from 'node:dns';
import { createServer } from 'node:http';
import type { RequestListener, Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { createOutboundHttp } from './outbound-http.ts';
import type { OutboundHttp, OutboundOptions } from './outbound-http.ts';

const servers: Server[] = [];
const clients: OutboundHttp[] = [];
afterEach(async () => {
  await Promise.all(clients.splice(0).map((client) => client.close()));
  for (const server of servers.splice(0)) {
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  }
  vi.unstubAllEnvs();
});

async function listen(answer: RequestListener): Promise<number> {
  const server = createServer(answer);
  servers.push(server);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return (server.address() as AddressInfo).port;
}

function client(options: Partial<OutboundOptions> = {}): OutboundHttp {
  const made = createOutboundHttp({ own: () => [], timeoutSeconds: 5, ...options });
  clients.push(made);
  return made;
}

function post(from: OutboundHttp, url: string, signal = new AbortController().signal) {
  return from.post({ url, headers: { 'content-type': 'text/plain' }, body: 'hello', signal });
}

const at = (address: string): LookupAddress => ({ address, family: address.includes(':') ? 6 : 4 });

it('connects to the address that was looked at, however the name changes', async () => {
  const asked: string[] = [];
  const open = await listen((request, response) => {
    asked.push(`open ${request.headers.host}`);
    response.end();
  });
  const answers = [[at('127.0.0.1')], [at('192.0.2.1')]];
  const resolve = vi.fn<() => Promise<LookupAddress[]>>(() => Promise.resolve(answers.shift() ?? []));
  const url = `http://receiver.test:${open}/path?a=b`;
  expect(await post(client({ resolve }), url)).toEqual({ status: 200, retryAfter: null });
  expect(resolve).toHaveBeenCalledTimes(1);
  expect(asked).toEqual([`open receiver.test:${open}`]);
});

it('a name that leads to an engine only when it is delivered is refused then', async () => {
  const answer = vi.fn<RequestListener>((_request, response) => void response.end());
  const engine = await listen(answer);
  const answers = [[at('192.0.2.1')], [at('192.0.2.1'), at('127.0.0.1')]];
  const own = client({
    own: () => [{ host: null, port: engine }],
    resolve: () => Promise.resolve(answers.shift() ?? []),
  });
  const url = `http://receiver.test:${engine}/`;
  await own.check(url);
  await expect(post(own, url)).rejects.toThrow(/receiver\.test \(127\.0\.0\.1\) is FroDB's own/);
  expect(answer).not.toHaveBeenCalled();
});

it.each([
  '127.0.0.1',
  '127.1',
  '2130706433',
  '0x7f000001',
  '0',
  '[::1]',
  '[::]',
  '[::ffff:127.0.0.1]',
  'localhost',
])('an engine is not reached by %s', async (host) => {
  const answer = vi.fn<RequestListener>((_request, response) => void response.end());
  const engine = await listen(answer);
  const own = client({ own: () => [{ host: '127.0.0.1', port: engine }] });
  const url = `http://${host}:${engine}/`;
  await expect(own.check(url)).rejects.toMatchObject({ isForbidden: true });
  await expect(post(own, url)).rejects.toMatchObject({ isForbidden: true });
  expect(answer).not.toHaveBeenCalled();
});

it('follows no redirects and uses no proxy of the environment', async () => {
  const wrong = vi.fn<RequestListener>((_request, response) => void response.end());
  const other = await listen(wrong);
  for (const name of ['HTTP_PROXY', 'http_proxy', 'ALL_PROXY']) vi.stubEnv(name, `http://127.0.0.1:${other}`);
  const port = await listen((_request, response) => {
    response.writeHead(307, { location: `http://127.0.0.1:${other}/` }).end();
  });
  expect((await post(client(), `http://127.0.0.1:${port}/`)).status).toBe(307);
  expect(wrong).not.toHaveBeenCalled();
});

it('an answer without an end is not waited for, nor read', async () => {
  let sent = 0;
  const port = await listen((_request, response) => {
    const more = (): void => {
      while (!response.destroyed && response.write(Buffer.alloc(64 * 1024))) sent += 64 * 1024;
    };
    response.on('drain', more).writeHead(200);
    more();
  });
  expect(await post(client(), `http://127.0.0.1:${port}/`)).toMatchObject({ status: 200 });
  expect(sent).toBeLessThan(32 * 1024 * 1024);
});

describe('what goes wrong is told in words', () => {
  it('a receiver that does not answer', async () => {
    const port = await listen(() => undefined);
    await expect(post(client({ timeoutSeconds: 0.1 }), `http://127.0.0.1:${port}/`)).rejects.toThrow(
      'it did not answer in 0.1 s',
    );
  });

  it('nothing that listens, and a name that nobody knows', async () => {
    const port = await listen(() => undefined);
    const [server] = servers.splice(0);
    await new Promise((resolve) => server?.close(resolve));
    await expect(post(client(), `http://127.0.0.1:${port}/`)).rejects.toThrow(
      'nothing listens at its address',
    );
    await expect(post(client(), 'http://nowhere.invalid/')).rejects.toThrow(/its host name/);
  });

  it('no TLS where TLS is asked for', async () => {
    const port = await listen((_request, response) => void response.end());
    await expect(post(client(), `https://127.0.0.1:${port}/`)).rejects.toThrow(/SSL|TLS|packet length/i);
  });

  it('a signal that ends it says so itself', async () => {
    const port = await listen(() => undefined);
    const ending = new AbortController();
    const posting = post(client(), `http://127.0.0.1:${port}/`, ending.signal);
    ending.abort(new Error('the job was stopped'));
    await expect(posting).rejects.toThrow('the job was stopped');
  });
});

describe('Retry-After', () => {
  it.each([
    ['7', 7],
    ['0', 0],
    ['', null],
    ['soon', null],
    ['-1', 0],
    ['Wed, 21 Oct 2015 07:28:00 GMT', 0],
  ])('%j is %j seconds', async (header, seconds) => {
    const port = await listen((_request, response) => {
      response.writeHead(503, header === '' ? {} : { 'retry-after': header }).end();
    });
    expect((await post(client(), `http://127.0.0.1:${port}/`)).retryAfter).toBe(seconds);
  });
});
