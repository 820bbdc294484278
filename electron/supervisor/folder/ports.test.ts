import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type Server } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { isPortFree, pickPort, readPorts, rememberPorts } from './ports.ts';

let folder: string;
let server: Server;
let busy: number;

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'frodb-ports-'));
  server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  busy = typeof address === 'object' && address !== null ? address.port : 0;
});

afterEach(async () => {
  rmSync(folder, { recursive: true, force: true });
  await new Promise((resolve) => server.close(resolve));
});

test('a busy port is not taken', async () => {
  expect(await isPortFree(busy)).toBe(false);
  const port = await pickPort(busy, new Set());
  expect(port).not.toBe(busy);
  expect(await isPortFree(port)).toBe(true);
  expect(await pickPort(port, new Set())).toBe(port);
  expect(await pickPort(port, new Set([port]))).not.toBe(port);
});

test('ports are remembered by name', () => {
  const file = join(folder, 'ports.json');
  expect(readPorts(file)).toEqual(new Map());
  rememberPorts(file, { postgres: 20_001, qdrant: 20_002 });
  rememberPorts(file, { gateway: 7420 });
  expect(readPorts(file)).toEqual(
    new Map([
      ['postgres', 20_001],
      ['qdrant', 20_002],
      ['gateway', 7420],
    ]),
  );
  writeFileSync(file, '{"postgres":0,"qdrant":"x","minio":70000,"gateway":7420}');
  expect(readPorts(file)).toEqual(new Map([['gateway', 7420]]));
});
