import { subscribe, unsubscribe } from 'node:diagnostics_channel';
import { once } from 'node:events';
import http from 'node:http';
import type { RequestListener, Server } from 'node:http';
import type { AddressInfo, Socket } from 'node:net';
import { PassThrough, Readable } from 'node:stream';
import { afterEach, describe, expect, it } from 'vitest';
import { createS3Http } from './s3-http.ts';

let server: Server | undefined;
afterEach(() => {
  server?.closeAllConnections();
  server?.close();
});

async function serve(answer: RequestListener, answerTimeoutMs?: number) {
  server = http.createServer(answer);
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const endpoint = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  return { url: `${endpoint}/`, engine: createS3Http('minio', endpoint, answerTimeoutMs) };
}

/** The socket of the n-th connection that this process begins from now on. */
function attemptToConnect(nth: number): Promise<Socket> {
  return new Promise((resolve) => {
    let attempts = 0;
    const count = (message: unknown): void => {
      attempts += 1;
      if (attempts < nth) return;
      unsubscribe('net.client.socket', count);
      resolve((message as { socket: Socket }).socket);
    };
    subscribe('net.client.socket', count);
  });
}

const broken = { code: 'unavailable', message: expect.stringContaining('the connection broke') as string };
const silent = { code: 'unavailable', message: expect.stringContaining('did not answer in time') as string };

describe('HTTP to an engine', () => {
  it('sends paths as they are and reads answers whole', async () => {
    const { url, engine } = await serve((request, response) =>
      response.end(`${request.method} ${request.url}`),
    );
    const answer = await engine.call({ method: 'GET', url: `${url}a/../b//c%2F?x=%20` });
    expect(answer).toMatchObject({ status: 200, text: 'GET /a/../b//c%2F?x=%20' });
    engine.close();
  });

  it('repeats what may be repeated when a kept-alive connection turns out to be closed', async () => {
    let count = 0;
    const { url, engine } = await serve((request, response) => {
      count += 1;
      // Every second request finds its connection closed.
      if (count % 2 === 0) request.socket.destroy();
      else response.end('ok');
    });
    await engine.call({ method: 'GET', url });
    expect((await engine.call({ method: 'GET', url, isIdempotent: true })).text).toBe('ok');
    await expect(engine.call({ method: 'POST', url })).rejects.toMatchObject(broken);
    engine.close();
  });

  it('gives up on an engine that breaks, or stays silent, or stops in the middle', async () => {
    const { url, engine } = await serve((request, response) => {
      if (request.url === '/break') request.socket.destroy();
      else if (request.url === '/middle') response.writeHead(200, { 'content-length': 10 }).write('half');
    });
    const get = (path: string) =>
      engine.call({ method: 'GET', url: url + path, timeoutMs: 30, isIdempotent: true });
    await expect(get('break')).rejects.toMatchObject(broken);
    await expect(get('silent')).rejects.toMatchObject(silent);
    await expect(get('middle')).rejects.toMatchObject({ code: 'unavailable' });
    engine.close();
  });

  it('stops when it is told to', async () => {
    const { url, engine } = await serve(() => undefined);
    const aborting = new AbortController();
    setImmediate(() => aborting.abort());
    const call = engine.call({ method: 'GET', url, signal: aborting.signal });
    await expect(call).rejects.toMatchObject({ name: 'AbortError' });
    engine.close();
  });
});

describe('a streamed body', () => {
  const headers = { 'content-length': 8 };

  it('waits unread for an engine that comes back', async () => {
    const { url, engine } = await serve((request, response) => {
      request.pipe(response);
    });
    const port = Number(new URL(url).port);
    server?.close();
    await once(server as Server, 'close');
    const body = Readable.from(['four', 'four'], { objectMode: false });
    const secondAttempt = attemptToConnect(2);
    const sent = engine.stream({ method: 'PUT', url, headers }, body);
    // By then the first was refused.
    await secondAttempt;
    expect(body.readableDidRead).toBe(false);
    server?.listen(port, '127.0.0.1');
    expect((await sent).text).toBe('fourfour');
    engine.close();
  });

  it('is given up unread when the engine does not come back', async () => {
    const { url, engine } = await serve(() => undefined, 200);
    server?.close();
    await once(server as Server, 'close');
    const body = Readable.from(['four', 'four'], { objectMode: false });
    const sent = engine.stream({ method: 'PUT', url, headers }, body);
    await expect(sent).rejects.toMatchObject({
      code: 'unavailable',
      message: expect.stringContaining('nothing listens') as string,
    });
    expect(body.readableDidRead).toBe(false);
    engine.close();
  });

  it('does not blame the engine for a client that is slow', async () => {
    const { url, engine } = await serve((request, response) => {
      request.resume().on('end', () => response.end('thanks'));
    });
    const body = new PassThrough();
    const connecting = attemptToConnect(1);
    const sent = engine.stream({ method: 'PUT', url, headers, timeoutMs: 20 }, body);
    body.write('1234');
    await once(await connecting, 'timeout');
    body.end('5678');
    expect((await sent).text).toBe('thanks');
    engine.close();
  });

  it('takes an answer that comes before its end, and lets go of the rest', async () => {
    const { url, engine } = await serve((_request, response) => {
      response.writeHead(404, { connection: 'close' }).end('no such bucket');
    });
    const body = new Readable({
      read() {
        this.push(Buffer.alloc(65_536));
      },
    });
    const large = { 'content-length': 2 ** 40 };
    const answer = await engine.stream({ method: 'PUT', url, headers: large }, body);
    expect(answer).toMatchObject({ status: 404, text: 'no such bucket' });
    await expect.poll(() => body.destroyed).toBe(true);
    engine.close();
  });

  it('fails with the error of its source, or 503 for the engine', async () => {
    const sockets: Socket[] = [];
    const { url, engine } = await serve((request) => {
      if (request.url === '/second') sockets.push(request.socket);
    });
    const dying = new PassThrough();
    const first = engine.stream({ method: 'PUT', url, headers }, dying);
    dying.write('1234');
    setImmediate(() => dying.destroy(new Error('the client is gone')));
    await expect(first).rejects.toThrow('the client is gone');

    const waiting = new PassThrough();
    const second = engine
      .stream({ method: 'PUT', url: `${url}second`, headers }, waiting)
      .catch((error: unknown) => error);
    waiting.write('1234');
    await expect.poll(() => sockets.length).toBe(1);
    sockets[0]?.destroy();
    expect(await second).toMatchObject(broken);
    expect(waiting.destroyed).toBe(true);
    engine.close();
  });
});
