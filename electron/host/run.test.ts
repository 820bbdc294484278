import { EventEmitter, once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { externalEngines } from '../../test/support/external-engines.ts';
import { readPorts } from '../supervisor/folder/ports.ts';
import { RunLog } from './log.ts';
import { FrodbRun, type GatewayModule } from './run.ts';
import { loadSettings } from './settings.ts';

let dataDir: string;
let calls: string[];
let notices: string[];

beforeEach(() => {
  dataDir = mkdtempSync(join(tmpdir(), 'frodb-run-'));
  calls = [];
  notices = [];
});

afterEach(() => rmSync(dataDir, { recursive: true, force: true }));

/** A gateway that only takes notes. */
function fakeGateway(more: Partial<GatewayModule> = {}): GatewayModule {
  return {
    copyObjects: () => Promise.reject(new Error('nothing to copy')),
    startGateway: async ({ config, connections, postgresReady, enginesSettled }) => {
      await postgresReady;
      await enginesSettled;
      calls.push(`start on ${connections.qdrantUrl}`);
      return {
        url: `http://127.0.0.1:${config.http.port}`,
        adminKey: null,
        studioLink: () => Promise.resolve(null),
        routes: [],
        close: () => {
          calls.push('close');
          return Promise.resolve();
        },
      };
    },
    ...more,
  };
}

function runWith(gateway: GatewayModule, env: Record<string, string> = {}): FrodbRun {
  return new FrodbRun({
    settings: loadSettings({ ...externalEngines, FRODB_CACHE_DIR: dataDir, ...env }, { dataDir }),
    binaries: { postgres: '/nowhere', qdrant: '/nowhere', minio: '/nowhere' },
    loadGateway: () => Promise.resolve(gateway),
    log: new RunLog(),
    onProgress: (progress) => progress.step === 'notice' && notices.push(progress.message),
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

test('a disk that fills up while it runs is told in words', async () => {
  const gateway = fakeGateway();
  const full = fakeGateway({
    startGateway: (options) => {
      options.onDiskLow?.({ freeMb: 3, wantedMb: 256 });
      return gateway.startGateway(options);
    },
  });
  const run = runWith(full);
  await run.start();
  expect(notices).toEqual([expect.stringMatching(/3 MB are free.*256 MB.*FRODB_MIN_FREE_DISK_MB/)]);
  await run.stop();
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
  const [asked, going] = [new EventEmitter(), new EventEmitter()];
  const gateway = fakeGateway();
  const slow = fakeGateway({
    startGateway: async (options) => {
      asked.emit('start');
      await once(going, 'go');
      return gateway.startGateway(options);
    },
  });
  const run = runWith(slow);
  const isAsked = once(asked, 'start');
  const start = run.start().catch(() => 'refused');
  await isAsked;
  const stop = run.stop();
  going.emit('go');
  await Promise.all([start, stop]);
  expect(calls.at(-1)).toBe('close');
});

test('a folder that is not ours is refused', async () => {
  writeFileSync(join(dataDir, 'thesis.txt'), '');
  await expect(runWith(fakeGateway()).start()).rejects.toThrow('not empty');
});
