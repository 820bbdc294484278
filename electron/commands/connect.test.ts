import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { connect } from './connect.ts';

let dir = '';
let server: Server;
let url = '';

beforeEach(async () => {
  dir = await mkdtemp(join(tmpdir(), 'frodb-connect-'));
  await writeFile(join(dir, 'admin-key'), 'right\n');
  server = createServer((request, response) => {
    const isKnown = request.url === '/health' || request.headers.authorization === 'Bearer right';
    response.writeHead(isKnown ? 200 : 401, { 'content-type': 'application/json' });
    response.end(JSON.stringify(isKnown ? {} : { detail: 'No such key.' }));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});
afterEach(async () => {
  server.closeAllConnections();
  await new Promise((resolve) => server.close(resolve));
  await rm(dir, { recursive: true });
});

function never(): Promise<never> {
  return Promise.reject(new Error('nothing was to be started'));
}

describe('connect', () => {
  it('uses the FroDB that runs on the data folder, with its admin key', async () => {
    await writeFile(join(dir, 'frodb.lock'), JSON.stringify({ pid: 1, identity: 'x', url }));
    const connection = await connect({ dataDir: dir, start: never });
    expect(connection).toMatchObject({ url, key: 'right' });
    await connection.close();
  });

  it('uses the address and the key it is given', async () => {
    expect(await connect({ url, key: 'right', dataDir: dir, start: never })).toMatchObject({ url });
    await expect(connect({ url, key: 'wrong', dataDir: dir, start: never })).rejects.toThrow('No such key.');
  });

  it.each([
    ['there is no lock', undefined],
    ['the lock is damaged', '{'],
    ['nothing answers at its address', '{"url":"http://127.0.0.1:9"}'],
  ])('starts one when %s, and ends it', async (_, lock) => {
    if (lock !== undefined) await writeFile(join(dir, 'frodb.lock'), lock);
    let isClosed = false;
    const close = () => Promise.resolve(void (isClosed = true));
    const connection = await connect({ dataDir: dir, start: () => Promise.resolve({ url, close }) });
    expect(connection).toMatchObject({ url, key: 'right' });
    await connection.close();
    expect(isClosed).toBe(true);
  });

  it('says what to do without a key, and leaves nothing running', async () => {
    await rm(join(dir, 'admin-key'));
    let isClosed = false;
    const close = () => Promise.resolve(void (isClosed = true));
    const connecting = connect({ dataDir: dir, start: () => Promise.resolve({ url, close }) });
    await expect(connecting).rejects.toThrow('--key');
    expect(isClosed).toBe(true);
  });
});
