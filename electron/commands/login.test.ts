import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { PassThrough } from 'node:stream';
import { Command } from 'commander';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { addLoginCommand } from './login.ts';

const link = { url: 'http://127.0.0.1:1/studio/login?code=abc', expires_at: '2030-01-01T00:10:00.000Z' };

let dataDir = '';
let server: Server;
let url = '';
let answer: { status: number; body: object };

beforeEach(async () => {
  dataDir = await mkdtemp(join(tmpdir(), 'frodb-login-'));
  await writeFile(join(dataDir, 'admin-key'), 'right\n');
  answer = { status: 201, body: link };
  server = createServer((request, response) => {
    const isLogin = `${request.method} ${request.url}` === 'POST /studio/login-codes';
    const isKnown = request.headers.authorization === 'Bearer right';
    const { status, body } = isLogin && isKnown ? answer : { status: 200, body: {} };
    response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body));
  });
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});
afterEach(async () => {
  process.exitCode = 0;
  server.closeAllConnections();
  await new Promise((done) => server.close(done));
  await rm(dataDir, { recursive: true });
});

async function login(...args: string[]) {
  const [out, err] = [new PassThrough({ encoding: 'utf8' }), new PassThrough({ encoding: 'utf8' })];
  const program = new Command();
  addLoginCommand(program, {
    defaultDataDir: dataDir,
    out,
    err: Object.assign(err, { isTTY: true }) as unknown as NodeJS.WriteStream,
  });
  await program.parseAsync(['login', ...args], { from: 'user' });
  return { code: process.exitCode, out: String(out.read() ?? ''), err: String(err.read() ?? '') };
}

const runs = () => writeFile(join(dataDir, 'frodb.lock'), JSON.stringify({ pid: 1, identity: 'x', url }));

it('prints the link of the FroDB that runs on the data folder, and only that on standard output', async () => {
  await runs();
  const { code, out, err } = await login();
  expect([code, out]).toEqual([0, `${link.url}\n`]);
  expect(err).toContain('with all rights');
});

it('prints it as JSON', async () => {
  await runs();
  const { out, err } = await login('--json');
  expect([JSON.parse(out), err]).toEqual([link, '']);
});

it('says what to do where none runs, and starts none', async () => {
  const { code, out, err } = await login();
  expect([code, out]).toEqual([1, '']);
  expect(err).toContain(`No FroDB runs on ${dataDir}. Start it with`);
});

it('says why there is no Studio', async () => {
  await runs();
  answer = { status: 404, body: { detail: 'Studio is not built here: run `npm run build`.' } };
  const { code, err } = await login();
  expect([code, err]).toEqual([1, 'Studio is not built here: run `npm run build`.\n']);
});
