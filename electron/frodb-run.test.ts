import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { PassThrough } from 'node:stream';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { externalEngines } from '../test/support/external-engines.ts';
import { FrodbRun, type GatewayHost, type GatewayModule } from './frodb-run.ts';
import { readPorts } from './supervisor/ports.ts';

let dataDir: string;
let calls: string[];

beforeEach(() => {
  dataDir = mkdtempSync(join(tmpdir(), 'frodb-run-'));
  calls = [];
});

afterEach(() => rmSync(dataDir, { recursive: true, force: true }));

/** A gateway that only takes notes. */
function fakeGateway(more: Partial<GatewayModule> = {}): GatewayModule {
  return {
    checkConfig: () => calls.push('check'),
    copyObjects: () => Promise.reject(new Error('nothing to copy')),
    startGateway: async (env, host: GatewayHost) => {
      await host.postgresReady;
      await host.enginesSettled;
      calls.push(`start on ${host.connections.qdrantUrl}`);
      return {
        url: `http://127.0.0.1:${env['FRODB_PORT']}`,
        adminKey: null,
        close: () => {
          calls.push('close');
          return Promise.resolve();
        },
      };
    },
    ...more,
  };
}

function runWith(gateway: GatewayModule, env: Record<string, string> = {}, folder = dataDir): FrodbRun {
  return new FrodbRun({
    env: { ...externalEngines, ...env },
    dataDir: folder,
    cacheDir: dataDir,
    binaries: { postgres: '/nowhere', qdrant: '/nowhere', minio: '/nowhere' },
    loadGateway: () => Promise.resolve(gateway),
    openLog: () => new PassThrough(),
    onEvent: () => {},
  });
}

test('starts the gateway on the engines, keeps its port, says where it runs, stops it once', async () => {
  const run = runWith(fakeGateway());
  const { url } = await run.start();
  const port = Number(new URL(url).port);
  expect(readPorts(join(dataDir, 'ports.json')).get('gateway')).toBe(port);
  expect(readFileSync(join(dataDir, 'frodb.lock'), 'utf8')).toContain(url);
  await Promise.all([run.stop(), run.stop()]);
  expect(calls).toEqual(['start on http://vectors.example:6333', 'close']);
  const again = runWith(fakeGateway());
  expect((await again.start()).url).toBe(url);
  await again.stop();
});

test('wrong settings make no folder', async () => {
  const folder = join(dataDir, 'new');
  const gateway = fakeGateway({
    checkConfig: () => {
      throw new Error('FRODB_LOG_LEVEL must be one of …');
    },
  });
  await expect(runWith(gateway, {}, folder).start()).rejects.toThrow('FRODB_LOG_LEVEL');
  expect(() => readFileSync(join(folder, 'frodb.json'))).toThrow('ENOENT');
});

test('a port that was asked for and is in use is refused before anything starts', async () => {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  const port = typeof address === 'object' && address !== null ? address.port : 0;
  await expect(runWith(fakeGateway(), { FRODB_PORT: String(port) }).start()).rejects.toThrow(
    `Port ${port} is used`,
  );
  server.close();
  expect(calls).toEqual([]);
});

test('a gateway that fails leaves the folder free', async () => {
  const gateway = fakeGateway({ startGateway: () => Promise.reject(new Error('another repository')) });
  await expect(runWith(gateway).start()).rejects.toThrow('another repository');
  const next = runWith(fakeGateway());
  await next.start();
  await next.stop();
});

test('stopped while the gateway starts, it closes what comes late', async () => {
  let go = (): void => {};
  const going = new Promise<void>((resolve) => {
    go = resolve;
  });
  const gateway = fakeGateway();
  const slow = fakeGateway({
    startGateway: async (env, host) => {
      await going;
      return gateway.startGateway(env, host);
    },
  });
  const run = runWith(slow);
  const start = run.start().catch(() => 'refused');
  await new Promise((resolve) => setTimeout(resolve, 50));
  const stop = run.stop();
  go();
  await Promise.all([start, stop]);
  expect(calls.at(-1)).toBe('close');
});

test('a folder that is not ours is refused', async () => {
  writeFileSync(join(dataDir, 'thesis.txt'), '');
  await expect(runWith(fakeGateway()).start()).rejects.toThrow('not empty');
});
