import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { appRoot, studioFolder } from '../../electron/paths.ts';
import { processesWith } from '../support/supervisor-process.ts';

/** Without it there is nothing to sign in to. */
const isStudioBuilt = existsSync(join(studioFolder(), 'index.html'));

interface Run {
  child: ChildProcess;
  out(): string;
  err(): string;
  exit: Promise<number | null>;
}

let dataDir: string;
let runs: Run[];

beforeEach(() => {
  dataDir = mkdtempSync(join(tmpdir(), 'frodb-headless-'));
  runs = [];
});

afterEach(async () => {
  for (const run of runs) {
    run.child.kill('SIGTERM');
    await run.exit;
  }
  expect(processesWith(dataDir)).toEqual([]);
  rmSync(dataDir, { recursive: true, force: true });
});

/** `frodb …` in a process of its own, without the settings of whoever runs the tests. */
function frodb(args: string[], env: Record<string, string> = {}): Run {
  const child = spawn(process.execPath, [join(appRoot(), 'dist', 'cli.js'), ...args], {
    env: { PATH: process.env['PATH'], HOME: process.env['HOME'], FRODB_MIN_FREE_DISK_MB: '20', ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let [out, err] = ['', ''];
  child.stdout.setEncoding('utf8').on('data', (chunk: string) => (out += chunk));
  child.stderr.setEncoding('utf8').on('data', (chunk: string) => (err += chunk));
  const exit = once(child, 'close').then(() => child.exitCode);
  const run = { child, out: () => out, err: () => err, exit };
  runs.push(run);
  return run;
}

const start = (env: Record<string, string> = {}): Run =>
  frodb(['start', '--headless', '--data-dir', dataDir, '--port', '0'], env);

interface ReadyLine {
  url: string;
  studio: string | null;
  pid: number;
}

async function ready(run: Run): Promise<ReadyLine> {
  await vi.waitFor(
    () => {
      if (run.child.exitCode !== null) throw new Error(`ended: ${run.err()}`);
      expect(run.out()).toContain('\n');
    },
    { timeout: 50_000, interval: 20 },
  );
  return JSON.parse(run.out()) as ReadyLine;
}

describe('frodb start --headless', () => {
  test('prints one line when it answers, keeps the key to its owner, logs engines, stops in order', async () => {
    const run = start();
    const line = await ready(run);
    expect(line).toEqual({
      event: 'ready',
      url: expect.stringMatching(/^http:\/\/127\.0\.0\.1:\d+$/),
      studio: isStudioBuilt ? expect.stringMatching(/\/studio\/login\?code=[\w-]{43}$/) : null,
      pid: run.child.pid,
      object_store: 'minio',
      admin_key_file: join(dataDir, 'admin-key'),
    });
    expect((await fetch(`${line.url}/health`)).status).toBe(200);
    const keyFile = join(dataDir, 'admin-key');
    expect(statSync(keyFile).mode & 0o777).toBe(0o600);
    const authorization = `Bearer ${readFileSync(keyFile, 'utf8').trim()}`;
    const health = await fetch(`${line.url}/health/all`, { headers: { authorization } });
    expect(await health.json()).toMatchObject({ status: 'ok', object_store: 'minio' });
    const engines = await fetch(`${line.url}/engines`, { headers: { authorization } });
    expect(JSON.stringify(await engines.json())).toContain('"managed":true');
    // Made at the first call, by a part of the bundle that nothing else loads.
    const api = (await (await fetch(`${line.url}/openapi.json`)).json()) as {
      openapi: string;
      paths: object;
    };
    expect(api.openapi).toBe('3.1.0');
    expect(Object.keys(api.paths)).toContain('/collections/{collection}/search');
    expect(await (await fetch(`${line.url}/docs`)).text()).toContain('/docs/static/start.js');

    run.child.kill('SIGTERM');
    run.child.kill('SIGTERM');
    run.child.kill('SIGINT');
    expect(await run.exit).toBe(0);
    expect(run.out().trim().split('\n')).toHaveLength(1);
    const log = readFileSync(join(dataDir, 'logs', 'frodb.log'), 'utf8')
      .trim()
      .split('\n');
    const events = log.map(
      (text) => JSON.parse(text) as { event?: string; name?: string; state?: string; ms?: number },
    );
    const timings = events.filter(({ event, state }) => event === 'engine' && state === 'ready');
    expect(new Set(timings.map(({ name }) => name))).toEqual(new Set(['minio', 'postgres', 'qdrant']));
    for (const { ms } of timings) expect(ms).toBeTypeOf('number');
    expect(events.at(-1)).toMatchObject({ event: 'stopped' });
    // Programs that read standard error get the same.
    expect(run.err()).toContain('"event":"engine"');
    expect(run.err()).toContain(`The admin key is in ${join(dataDir, 'admin-key')}`);
    expect(`${run.out()}${run.err()}`).not.toContain('frodb_admin_');
  });

  test('a later start says where the key is as well, and says so when it is not there any more', async () => {
    const keyFile = join(dataDir, 'admin-key');
    const key = `frodb_admin_${'ab'.repeat(32)}`;
    for (const isKept of [true, true, false]) {
      if (!isKept) rmSync(keyFile);
      const run = start({ FRODB_ADMIN_KEY: key });
      const line = await ready(run);
      expect(line).toMatchObject({ admin_key_file: isKept ? keyFile : null });
      run.child.kill('SIGTERM');
      expect(await run.exit).toBe(0);
      expect(run.err()).toContain(isKept ? `is in ${keyFile}` : `is not kept in ${dataDir}`);
      expect(`${run.out()}${run.err()}`).not.toContain(key);
    }
  });

  test('its own port and key are kept; an administrator’s key is taken at the first run only', async () => {
    const key = `frodb_admin_${'0123456789abcdef'.repeat(4)}`;
    const first = frodb(['start', '--headless', '--data-dir', dataDir], { FRODB_ADMIN_KEY: key });
    const { url } = await ready(first);
    first.child.kill('SIGINT');
    expect(await first.exit).toBe(0);
    const second = frodb(['start'], { FRODB_DATA_DIR: dataDir, FRODB_ADMIN_KEY: key.replace('0', 'f') });
    expect((await ready(second)).url).toBe(url);
    expect(readFileSync(join(dataDir, 'admin-key'), 'utf8').trim()).toBe(key);
    const authorization = `Bearer ${key}`;
    expect((await fetch(`${url}/databases`, { headers: { authorization } })).status).toBe(200);
  });

  test('a login link is for one browser, and kept in no log; `frodb login` makes another one', async () => {
    const run = start();
    const { url, studio } = await ready(run);
    const login = frodb(['login', '--json', '--data-dir', dataDir]);
    expect(await login.exit).toBe(isStudioBuilt ? 0 : 1);
    if (!isStudioBuilt) {
      expect([studio, login.out()]).toEqual([null, '']);
      expect(login.err()).toContain('Studio is not built');
      return;
    }
    const made = (JSON.parse(login.out()) as { url: string }).url;
    expect(made).toContain(`${url}/studio/login?code=`);
    for (const link of [studio ?? '', made]) {
      const open = async () => (await fetch(link, { redirect: 'manual' })).headers.get('location');
      expect([await open(), await open()]).toEqual(['/studio/', '/studio/?login=expired']);
    }
    run.child.kill('SIGTERM');
    await run.exit;
    const told = run.err() + readFileSync(join(dataDir, 'logs', 'frodb.log'), 'utf8');
    for (const link of [studio ?? '', made]) expect(told).not.toContain(link.split('=')[1]);
  });

  test('`frodb login` says what to do where none runs', async () => {
    const login = frodb(['login', '--data-dir', dataDir]);
    expect(await login.exit).toBe(1);
    expect(login.err()).toContain(`No FroDB runs on ${dataDir}`);
  });

  test('a second start is told where the first one answers', async () => {
    const { url } = await ready(start());
    const second = start();
    expect(await second.exit).toBe(1);
    expect(second.out()).toBe('');
    expect(second.err()).toContain(url);
    expect((await fetch(`${url}/health`)).status).toBe(200);
  });

  test('stopped while it starts, it ends without an error and leaves nothing running', async () => {
    const run = start();
    await vi.waitFor(() => expect(run.err()).toContain('"starting"'), { timeout: 20_000, interval: 5 });
    run.child.kill('SIGTERM');
    expect(await run.exit).toBe(0);
    expect(run.out()).toBe('');
    expect(processesWith(dataDir)).toEqual([]);
  });

  test('wrong settings are all named, and nothing is made', async () => {
    const folder = join(dataDir, 'new');
    const run = frodb(['start', '--data-dir', folder], { FRODB_LOG_LEVEL: 'loud', FRODB_DRAIN_SECONDS: 'x' });
    expect(await run.exit).toBe(1);
    expect(run.err()).toContain('FRODB_LOG_LEVEL');
    expect(run.err()).toContain('FRODB_DRAIN_SECONDS');
    expect(() => statSync(folder)).toThrow('ENOENT');
  });
});

describe('frodb', () => {
  test.each([[['start', '--port', 'x']], [['start', '--unknown']], [['dance']], [['start', 'superfluous']]])(
    'wrong usage exits with 2: %j',
    async (args) => {
      const run = frodb(args);
      expect(await run.exit).toBe(2);
      expect(run.out()).toBe('');
      expect(run.err()).toContain('error:');
    },
  );

  test('help exits with 0', async () => {
    const run = frodb(['--help']);
    expect(await run.exit).toBe(0);
    expect(run.out()).toContain('start');
  });

  test('engines says where they are', async () => {
    const run = frodb(['engines', '--json']);
    expect(await run.exit).toBe(0);
    expect(Object.keys(JSON.parse(run.out()) as object)).toEqual(['postgres', 'qdrant', 'minio']);
  });
});
