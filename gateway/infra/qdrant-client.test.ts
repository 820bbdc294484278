import { once } from 'node:events';
import http from 'node:http';
import type { RequestListener } from 'node:http';
import net from 'node:net';
import type { AddressInfo, Server, Socket } from 'node:net';
import { afterEach, describe, expect, it } from 'vitest';
import { createQdrantClient } from './qdrant-client.ts';
import type { QdrantClient } from './qdrant-client.ts';

let server: Server;
let qdrant: QdrantClient;
const sockets = new Set<Socket>();
afterEach(() => {
  qdrant.close();
  for (const socket of sockets) socket.destroy();
  server.close();
});

async function listen(given: Server, answerTimeoutMs?: number, path = ''): Promise<void> {
  server = given;
  server.on('connection', (socket: Socket) => {
    sockets.add(socket);
    socket.on('error', () => undefined);
    socket.on('close', () => sockets.delete(socket));
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}${path}`;
  qdrant = createQdrantClient({ url, apiKey: 'secret', ...(answerTimeoutMs ? { answerTimeoutMs } : {}) });
}

const serve = (answer: RequestListener, answerTimeoutMs?: number) =>
  listen(http.createServer(answer), answerTimeoutMs);

const ok = JSON.stringify({ result: 'ok' });
const broken = { code: 'unavailable', message: expect.stringContaining('the connection broke') as string };
const silent = { code: 'unavailable', message: expect.stringContaining('did not answer in time') as string };

describe('requests to Qdrant', () => {
  it('have path, key and body as they are, below the path of its address', async () => {
    const echo = http.createServer((request, response) => {
      let body = '';
      request.setEncoding('utf8').on('data', (piece: string) => (body += piece));
      request.on('end', () => {
        const { method, url, headers } = request;
        response.end(
          JSON.stringify({ result: [method, url, headers['api-key'], headers['accept-encoding'], body] }),
        );
      });
    });
    await listen(echo, undefined, '/engines/qdrant/');
    const path = '/engines/qdrant/collections/a%2Fb/points?wait=true';
    expect(await qdrant.send('POST', 'a/b', '/points?wait=true', '{"ação":"😀"}')).toEqual([
      'POST',
      path,
      'secret',
      // Compressed answers would stall for some 45 ms on loopback.
      null,
      '{"ação":"😀"}',
    ]);
  });

  it('keep their connections, one for each at the same time, and no more than 64', async () => {
    let connections = 0;
    let held: http.ServerResponse[] | null = null;
    await serve((_request, response) => {
      if (!held) return void response.end(ok);
      held.push(response);
      if (held.length < 64) return;
      for (const one of held) one.end(ok);
      held = null;
    });
    server.on('connection', () => connections++);
    for (let n = 0; n < 20; n++) await qdrant.call('GET', 'a');
    // A connection is free again a turn of the event loop after its answer.
    expect(connections).toBeLessThanOrEqual(2);
    held = [];
    await Promise.all(Array.from({ length: 200 }, () => qdrant.call('GET', 'a')));
    expect(connections).toBe(64);
  });

  it('and answers may have many megabytes', async () => {
    await serve((request, response) => request.pipe(response));
    const result = 'água'.repeat(2_000_000);
    expect(await qdrant.call('PUT', 'a', '', { result })).toBe(result);
  });

  it('are sent again when a kept connection turns out to be closed', async () => {
    let count = 0;
    await serve((request, response) => {
      count += 1;
      // Every second request finds its connection closed.
      if (count % 2 === 0) request.socket.destroy();
      else response.end(ok);
    });
    await qdrant.call('GET', 'a');
    expect(await qdrant.call('POST', 'a', '', {})).toBe('ok');
    expect(count).toBe(3);
  });

  it('let go of a connection on which they were refused before they had been sent whole', async () => {
    await serve((_request, response) => {
      response.writeHead(413).end('{"status":{"error":"too large"}}');
    });
    const large = qdrant.send('PUT', 'a', '', 'x'.repeat(20_000_000));
    await expect(large).rejects.toMatchObject({ status: 413, message: 'Qdrant answered 413: too large' });
    await expect(qdrant.call('GET', 'a')).rejects.toMatchObject({ status: 413 });
  });

  it('fail with 503 where Qdrant breaks, or stays silent, or stops in the middle', async () => {
    await serve((request, response) => {
      if (request.url?.endsWith('/break')) request.socket.destroy();
      else if (request.url?.endsWith('/middle'))
        response.writeHead(200, { 'content-length': 10 }).write('half');
      else if (request.url?.endsWith('/cut'))
        response.writeHead(200, { 'content-length': 10 }).write('half', () => request.socket.destroy());
    });
    const get = (path: string) => qdrant.call('GET', 'a', path, undefined, 50);
    for (const path of ['/break', '/cut']) await expect(get(path)).rejects.toMatchObject(broken);
    for (const path of ['/silent', '/middle']) await expect(get(path)).rejects.toMatchObject(silent);
  });

  it.each([
    ['nothing listens', (own: Server) => once(own.close(), 'close'), 'nothing listens'],
    [
      'what listens does not speak HTTP',
      (own: Server) => own.on('connection', (socket) => socket.end('SSH-2.0\r\n')),
      'does not speak HTTP',
    ],
  ])('fail with 503 where %s', async (_, prepare, reason) => {
    await listen(net.createServer());
    await prepare(server);
    await expect(qdrant.call('GET', 'a')).rejects.toMatchObject({
      code: 'unavailable',
      message: expect.stringContaining(reason) as string,
    });
  });

  it('fail when the client is closed under them, and its connections close', async () => {
    await serve((request, response) => {
      if (request.url === '/collections/a') response.end(ok);
    });
    await qdrant.call('GET', 'a');
    const waiting = qdrant.call('GET', 'silent').catch((error: unknown) => error);
    await once(server, 'request');
    qdrant.close();
    expect(await waiting).toMatchObject(broken);
    await expect.poll(() => sockets.size).toBe(0);
  });
});

it('a key that no header can carry is refused at once', () => {
  expect(() => createQdrantClient({ url: 'http://127.0.0.1', apiKey: 'two\r\nlines' })).toThrow('api-key');
});
