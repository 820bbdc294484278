import { connect } from 'node:net';
import type { AddressInfo } from 'node:net';
import { Writable } from 'node:stream';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createLogger } from '../infra/logger.ts';
import { createHttpServer } from './server.ts';
import type { HttpServer } from './server.ts';

/** Requests as bytes, because clients do not let one send what is refused here. */
let server: HttpServer;
let port: number;

beforeAll(async () => {
  const { logger } = createLogger({ destination: { stream: new Writable() }, level: 'silent' });
  server = await createHttpServer({
    host: '127.0.0.1',
    allowedHosts: ['frodb.example'],
    tls: null,
    logger,
    authenticate: () => Promise.resolve(null),
    version: '1.2.3',
    routes: (app) => {
      app.get('/open', { config: { action: 'open' } }, (request) => ({ url: request.url }));
      app.post('/open', { config: { action: 'open' } }, (request) => ({ url: request.url }));
    },
  });
  await server.app.listen({ host: '127.0.0.1', port: 0 });
  port = (server.app.server.address() as AddressInfo).port;
});

afterAll(() => server.app.close());

/** The statuses of all answers until the server has nothing more to say, and the whole text. */
async function send(text: string): Promise<{ statuses: number[]; text: string }> {
  const socket = connect(port, '127.0.0.1');
  let answer = '';
  socket.on('data', (piece) => (answer += piece.toString()));
  const closed = new Promise<void>((resolve, reject) => {
    socket.once('close', () => resolve());
    socket.once('error', reject);
  });
  socket.end(text.replaceAll('{port}', String(port)));
  await closed;
  const statuses = [...answer.matchAll(/HTTP\/1\.1 (\d{3})/g)].map(([, status]) => Number(status));
  return { statuses, text: answer };
}

const usual = 'Host: 127.0.0.1:{port}';

describe('a request', () => {
  it.each<[line: string, headers: string[], status: number]>([
    ['GET /open', [usual], 200],
    ['GET /open', ['HOST: LocalHost:{port}'], 200],
    ['GET /open', ['Host: [::1]:{port}'], 200],
    ['GET /open', ['Host: [::1]'], 200],
    ['GET /open', ['Host: 127.0.0.1'], 200],
    ['GET /open', ['Host: FroDB.Example'], 200],
    ['GET /open', ['Host: frodb.example:443'], 200],
    // More than one, whichever comes first and whatever they say.
    ['GET /open', [usual, 'Host: evil.example'], 400],
    ['GET /open', ['Host: evil.example', usual], 400],
    ['GET /open', [usual, usual], 400],
    ['GET /open', [usual, 'hOsT: evil.example'], 400],
    ['GET /open', [usual, 'Accept: */*', 'Host:'], 400],
    ['GET http://127.0.0.1:{port}/open', [usual, 'Host: evil.example'], 400],
    // None, or none that is a host.
    ['GET /open', [], 400],
    ['GET /open', ['Host:'], 403],
    ['GET /open', ['Host: 127.0.0.1:x'], 403],
    ['GET /open', ['Host: 127.0.0.1, evil.example'], 403],
    ['GET /open', ['Host: evil.example@127.0.0.1'], 403],
    ['GET /open', ['Host: 127.0.0.1@evil.example'], 403],
    ['GET /open', ['Host: 127.0.0.1/evil.example'], 403],
    ['GET /open', ['Host: http://127.0.0.1'], 403],
    // Somebody else's.
    ['GET /open', ['Host: evil.example'], 403],
    ['GET /open', ['Host: evil.example:{port}'], 403],
    ['GET /open', ['Host: 127.0.0.1.evil.example'], 403],
    ['GET /open', ['Host: 127.0.0.1.'], 403],
    ['GET /open', ['Host: localhost.'], 403],
    ['GET /open', ['Host: [::2]'], 403],
    ['GET /open', ['Host: ::1'], 403],
    ['GET /open', ['Host: 0.0.0.0:{port}'], 403],
    ['GET /open', ['Host: evil.example', 'X-Forwarded-Host: 127.0.0.1'], 403],
    ['GET /open', [usual, 'X-Forwarded-Host: evil.example', 'Forwarded: host=evil.example'], 200],
    // An absolute target.
    ['GET http://127.0.0.1:{port}/open', [usual], 200],
    ['GET HTTP://LOCALHOST/open?', [usual], 200],
    ['GET https://[::1]:{port}/open', [usual], 200],
    ['GET http://frodb.example/open', [usual], 200],
    ['GET http://evil.example/open', [usual], 403],
    ['GET https://evil.example/open', [usual], 403],
    ['GET http://evil.example:{port}/open', [usual], 403],
    ['GET http://127.0.0.1@evil.example/open', [usual], 403],
    ['GET http://evil.example@127.0.0.1/open', [usual], 403],
    ['GET http://127.0.0.1.evil.example/open', [usual], 403],
    ['GET http:///open', [usual], 403],
    ['GET ftp://127.0.0.1/open', [usual], 403],
    ['GET http://127.0.0.1:{port}/open', ['Host: evil.example'], 403],
    ['GET http://evil.example/nowhere', [usual], 403],
    ['POST http://evil.example/open', [usual], 403],
    // Pages.
    ['GET /open', [usual, 'Origin: http://127.0.0.1:{port}'], 200],
    ['GET /open', [usual, 'Origin: http://[::1]:{port}'], 200],
    ['GET /open', ['Host: [::1]:{port}', 'Origin: http://[::1]:{port}'], 200],
    ['GET /open', ['Host: [::1]:{port}', 'Origin: http://localhost:{port}'], 200],
    ['GET /open', [usual, 'Origin: http://127.0.0.1:1'], 403],
    ['GET /open', [usual, 'Origin: http://127.0.0.1'], 403],
    ['GET /open', [usual, 'Origin: null'], 403],
    ['GET /open', [usual, 'Origin:'], 403],
    ['GET /open', [usual, 'Origin: http://evil.example'], 403],
    ['GET /open', [usual, 'Origin: http://127.0.0.1.evil.example:{port}'], 403],
    ['GET /open', [usual, 'Origin: file://127.0.0.1:{port}'], 403],
    ['GET /open', [usual, 'Origin: http://127.0.0.1:{port}', 'Origin: http://evil.example'], 403],
    ['GET /open', [usual, 'Origin: http://evil.example', 'Origin: http://127.0.0.1:{port}'], 403],
    ['GET http://localhost:1/open', [usual, 'Origin: http://localhost:{port}'], 403],
    // Other headers of which there can be one.
    ['GET /open', [usual, 'Authorization: Bearer a', 'Authorization: Bearer b'], 400],
    ['GET /open', [usual, 'X-API-Key: a', 'X-API-Key: a'], 400],
    ['POST /open', [usual, 'Idempotency-Key: a', 'Idempotency-Key: b'], 400],
    ['POST /open', [usual, 'Content-Type: application/json', 'Content-Type: text/plain'], 400],
    ['POST /open', [usual, 'Content-Length: 0', 'Content-Length: 2'], 400],
    ['POST /open', [usual, 'Content-Length: 2', 'Transfer-Encoding: chunked'], 400],
    ['GET /open', [usual, 'Accept: a', 'Accept: b', 'Cookie: a', 'Cookie: b'], 200],
    // Odd methods.
    ['OPTIONS *', [usual], 404],
    ['OPTIONS *', ['Host: evil.example'], 403],
    ['TRACE /open', [usual], 405],
    ['TRACE /open', ['Host: evil.example'], 403],
    ['OPTIONS /open', ['Host: evil.example'], 403],
  ])('%s with %j → %i', async (line, headers, status) => {
    const { statuses, text } = await send([`${line} HTTP/1.1`, ...headers, '', ''].join('\r\n'));
    expect([statuses, text.slice(0, 400)]).toEqual([[status], expect.anything()]);
    if (status !== 200) expect(text).toContain('application/problem+json');
    expect(text).not.toContain('{"url"' + (status === 200 ? ':"http' : ''));
  });

  it.each<[string[], number]>([
    [[], 400],
    [[usual], 200],
    [['Host: evil.example'], 403],
  ])('of HTTP/1.0 with %j → %i', async (headers, status) => {
    const { statuses } = await send(['GET /open HTTP/1.0', ...headers, '', ''].join('\r\n'));
    expect(statuses).toEqual([status]);
  });

  it('CONNECT opens nothing', async () => {
    const { text } = await send(`CONNECT evil.example:443 HTTP/1.1\r\n${usual}\r\n\r\n`);
    expect(text).not.toContain(' 200');
  });

  it('behind a refused one on the same connection is looked at by itself', async () => {
    const foreign = 'GET /open HTTP/1.1\r\nHost: evil.example\r\n\r\n';
    const own = `GET /open HTTP/1.1\r\n${usual}\r\n\r\n`;
    expect((await send(foreign + own + foreign + own)).statuses).toEqual([403, 200, 403, 200]);
  });

  it('whose path has an absolute target or slashes at its end finds its route', async () => {
    const { text } = await send(`GET http://127.0.0.1:{port}/open///? HTTP/1.1\r\n${usual}\r\n\r\n`);
    expect(text).toContain('{"url":"/open?"}');
  });
});
