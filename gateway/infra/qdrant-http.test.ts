import { once } from 'node:events';
import http from 'node:http';
import type { RequestListener } from 'node:http';
import net from 'node:net';
import type { AddressInfo, Server, Socket } from 'node:net';
import { afterEach, describe, expect, it } from 'vitest';
import { createQdrantHttp } from './qdrant-http.ts';
import type { QdrantHttp } from './qdrant-http.ts';

let server: Server;
let qdrant: QdrantHttp;
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
  const endpoint = `http://127.0.0.1:${(server.address() as AddressInfo).port}${path}`;
  qdrant = createQdrantHttp(endpoint, { 'api-key': 'secret' }, answerTimeoutMs);
}

const serve = (answer: RequestListener, answerTimeoutMs?: number) =>
  listen(http.createServer(answer), answerTimeoutMs);

/** Writes these bytes, piece by piece, whatever is asked. */
const serveBytes = (pieces: string[], isEnded = false) =>
  listen(
    net.createServer((socket) => {
      socket.setNoDelay(true);
      socket.on('data', () => {
        for (const [index, piece] of pieces.entries()) {
          setTimeout(() => {
            socket.write(piece);
            if (isEnded && index === pieces.length - 1) socket.end();
          }, 5 * index);
        }
      });
    }),
    500,
  );

const broken = { code: 'unavailable', message: expect.stringContaining('the connection broke') as string };
const silent = { code: 'unavailable', message: expect.stringContaining('did not answer in time') as string };

describe('HTTP to Qdrant', () => {
  it('sends path, key and body as they are, below the path of its address', async () => {
    const echo = http.createServer((request, response) => {
      let body = '';
      request.setEncoding('utf8').on('data', (piece: string) => (body += piece));
      request.on('end', () => {
        const { method, url, headers } = request;
        response.end(JSON.stringify([method, url, headers['api-key'], headers.host, body]));
      });
    });
    await listen(echo, undefined, '/engines/qdrant/');
    const { port } = server.address() as AddressInfo;
    const { status, text } = await qdrant.call('POST', '/a%2Fb?wait=true', '{"ação":"😀"}');
    expect(status).toBe(200);
    expect(JSON.parse(text)).toEqual([
      'POST',
      '/engines/qdrant/a%2Fb?wait=true',
      'secret',
      `127.0.0.1:${port}`,
      '{"ação":"😀"}',
    ]);
  });

  it('keeps its connections, one for each call at the same time, and no more than 64', async () => {
    let open = 0;
    let most = 0;
    await serve((_request, response) => {
      open++;
      most = Math.max(most, open);
      setTimeout(() => {
        open--;
        response.end('ok');
      }, 10);
    });
    let connections = 0;
    server.on('connection', () => connections++);
    await qdrant.call('GET', '/');
    await qdrant.call('GET', '/');
    expect(connections).toBe(1);
    const answers = await Promise.all(Array.from({ length: 200 }, () => qdrant.call('GET', '/')));
    expect(answers.every(({ text }) => text === 'ok')).toBe(true);
    expect(most).toBe(64);
    expect(connections).toBe(64);
  });

  it('sends and reads many megabytes', async () => {
    await serve((request, response) => request.pipe(response));
    const large = 'água'.repeat(2_000_000);
    expect((await qdrant.call('PUT', '/', large)).text).toBe(large);
  });

  it.each([
    [
      'chunks',
      ['HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n3\r\nab\xe7\r\n', '2\r\nde\r\n0\r\n\r\n'],
    ],
    ['pieces', ['HTTP/1.1 2', '00 OK\r\ncontent-le', 'ngth: 6\r\n\r\nab', '\u00e7de']],
    [
      'interim answers',
      ['HTTP/1.1 100 Continue\r\n\r\n', 'HTTP/1.1 200 OK\r\ncontent-length: 6\r\n\r\nabçde'],
    ],
  ])('reads answers in %s', async (_name, pieces) => {
    await serveBytes(pieces.map((piece) => piece.replace('3\r\nabç', '4\r\nabç')));
    for (const _ of [1, 2]) expect(await qdrant.call('GET', '/')).toEqual({ status: 200, text: 'abçde' });
    expect(sockets.size).toBe(1);
  });

  it('reads an answer that ends with its connection', async () => {
    await serveBytes(['HTTP/1.0 503 Busy\r\n\r\nlat', 'er'], true);
    for (const _ of [1, 2]) expect(await qdrant.call('GET', '/')).toEqual({ status: 503, text: 'later' });
  });

  it('asks again when a kept connection turns out to be closed', async () => {
    let count = 0;
    await serve((request, response) => {
      count += 1;
      // Every second request finds its connection closed.
      if (count % 2 === 0) request.socket.destroy();
      else response.end('ok');
    });
    await qdrant.call('GET', '/');
    expect((await qdrant.call('POST', '/', '{}')).text).toBe('ok');
    expect(count).toBe(3);
  });

  it('does not use a connection again that Qdrant ends', async () => {
    await serve((_request, response) => {
      response.setHeader('connection', 'close').end('bye');
    });
    let connections = 0;
    server.on('connection', () => connections++);
    for (const _ of [1, 2]) expect((await qdrant.call('GET', '/')).text).toBe('bye');
    expect(connections).toBe(2);
  });

  it('lets go of what was refused before it was sent whole', async () => {
    await serve((_request, response) => {
      response.writeHead(413).end('too large');
    });
    expect(await qdrant.call('PUT', '/', 'x'.repeat(20_000_000))).toEqual({ status: 413, text: 'too large' });
    expect((await qdrant.call('GET', '/')).status).toBe(413);
  });

  it('gives up on a Qdrant that breaks, or stays silent, or stops in the middle', async () => {
    let asked = 0;
    await serve((request, response) => {
      asked++;
      if (request.url === '/break') request.socket.destroy();
      else if (request.url === '/middle') response.writeHead(200, { 'content-length': 10 }).write('half');
      else if (request.url === '/cut')
        response.writeHead(200, { 'content-length': 10 }).write('half', () => request.socket.destroy());
      else if (request.url === '/') response.end('ok');
    });
    const get = (path: string) => qdrant.call('GET', path, undefined, 50);
    for (const path of ['/break', '/cut']) await expect(get(path)).rejects.toMatchObject(broken);
    for (const path of ['/silent', '/middle']) await expect(get(path)).rejects.toMatchObject(silent);
    expect(asked).toBe(4);
    // On a kept connection too, and once only.
    await get('/');
    await expect(get('/silent')).rejects.toMatchObject(silent);
    await get('/');
    await expect(get('/cut')).rejects.toMatchObject(broken);
    expect(asked).toBe(8);
  });

  it('says when nothing listens, and when it is no HTTP', async () => {
    await serveBytes(['220 mail.example ESMTP\r\n']);
    await expect(qdrant.call('GET', '/')).rejects.toMatchObject({
      code: 'unavailable',
      message: expect.stringContaining('does not speak HTTP') as string,
    });
    server.close();
    await once(server, 'close');
    await expect(qdrant.call('GET', '/')).rejects.toMatchObject({
      code: 'unavailable',
      message: expect.stringContaining('nothing listens') as string,
    });
  });

  it('closes its connections, and fails what is under way', async () => {
    await serve((request, response) => {
      if (request.url === '/') response.end('ok');
    });
    await qdrant.call('GET', '/');
    const waiting = qdrant.call('GET', '/silent').catch((error: unknown) => error);
    await once(server, 'request');
    qdrant.close();
    expect(await waiting).toMatchObject(broken);
    await expect.poll(() => sockets.size).toBe(0);
  });

  it('refuses a key that no header can carry', () => {
    expect(() => createQdrantHttp('http://127.0.0.1', { 'api-key': 'two\r\nlines' })).toThrow('api-key');
  });
});
