import { execFileSync } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pg from 'pg';
import { afterAll, afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { processIdentity } from '../../electron/supervisor/process/process-identity.ts';
import { readPorts } from '../../electron/supervisor/folder/ports.ts';
import {
  processesWith,
  removeProgram,
  type StartOptions,
  SupervisorProcess,
} from '../support/supervisor-process.ts';

const isLinux = process.platform === 'linux';
/** Signals, groups and `ps`: what these tests are made of. */
const isUnix = process.platform !== 'win32';

let dataDir: string;
let running: SupervisorProcess[];

beforeEach(() => {
  dataDir = mkdtempSync(join(tmpdir(), 'frodb-data-'));
  running = [];
});

afterEach(async () => {
  for (const supervisor of running) {
    if (supervisor.child.exitCode === null) supervisor.child.kill('SIGTERM');
    await supervisor.exited();
  }
  await vi.waitFor(() => expect(processesWith(dataDir)).toEqual([]), { timeout: 10_000 });
  rmSync(dataDir, { recursive: true, force: true });
});

afterAll(removeProgram);

function start(options: StartOptions = {}): SupervisorProcess {
  const supervisor = new SupervisorProcess(dataDir, options);
  running.push(supervisor);
  return supervisor;
}

async function sql<Row extends pg.QueryResultRow>(url: string, text: string): Promise<Row[]> {
  const client = new pg.Client({ connectionString: url });
  client.on('error', () => {});
  await client.connect();
  try {
    return (await client.query<Row>(text)).rows;
  } finally {
    await client.end();
  }
}

/** Pid of an engine as its pid file tells it. */
function pidOf(name: string): number {
  return (JSON.parse(readFileSync(join(dataDir, 'run', `${name}.pid`), 'utf8')) as { pid: number }).pid;
}

describe.skipIf(!isUnix)('engines', () => {
  test('start, answer with their credentials only, stop within 3 s, and keep ports and data', async () => {
    const first = start();
    const engines = await first.settled();
    expect(engines.map(({ name, state, managed }) => [name, state, managed])).toEqual([
      ['postgres', 'ready', true],
      ['qdrant', 'ready', true],
      ['minio', 'ready', true],
    ]);
    const { postgresUrl, qdrantUrl, qdrantApiKey = '', objects } = first.connections();
    const settings = await sql<{ name: string; setting: string }>(
      postgresUrl,
      `SELECT name, setting FROM pg_settings WHERE name IN ('fsync', 'synchronous_commit', 'listen_addresses',
       'unix_socket_directories', 'server_encoding') ORDER BY name`,
    );
    expect(settings.map(({ name, setting }) => `${name}=${setting}`)).toEqual([
      'fsync=on',
      'listen_addresses=127.0.0.1',
      'server_encoding=UTF8',
      'synchronous_commit=on',
      'unix_socket_directories=',
    ]);
    const wrong = new URL(postgresUrl);
    wrong.password = 'wrong';
    await expect(sql(wrong.href, 'SELECT 1')).rejects.toThrow('password authentication failed');
    await sql(postgresUrl, 'CREATE TABLE kept (n int); INSERT INTO kept VALUES (7)');
    expect((await fetch(`${qdrantUrl}/collections`)).status).toBe(401);
    expect((await fetch(`${qdrantUrl}/collections`, { headers: { 'api-key': qdrantApiKey } })).status).toBe(
      200,
    );
    expect(objects.kind).toBe('minio');
    if (objects.kind === 'minio') expect((await fetch(objects.endpoint)).status).toBe(403);

    for (const name of [
      'frodb.json',
      'credentials.json',
      'ports.json',
      'logs/postgres.log',
      'logs/qdrant.log',
    ]) {
      expect(statSync(join(dataDir, name)).mode & 0o777).toBe(0o600);
    }
    // Every engine names the data folder in its arguments, and passwords are in nobody's.
    const commands = processesWith(dataDir).map(({ command }) => command);
    for (const engine of ['postgres', 'qdrant', 'minio']) {
      expect(commands.some((command) => new RegExp(`/${engine} .*${dataDir}`).test(command))).toBe(true);
    }
    for (const { command } of processesWith('')) expect(command).not.toContain(qdrantApiKey);

    const ports = readPorts(join(dataDir, 'ports.json'));
    expect(await first.stop()).toBeLessThan(3_000);
    expect(first.child.exitCode).toBe(0);

    const second = start();
    await second.settled();
    expect(readPorts(join(dataDir, 'ports.json'))).toEqual(ports);
    expect(await sql(second.connections().postgresUrl, 'SELECT n FROM kept')).toEqual([{ n: 7 }]);
  });

  test('a killed engine is started again on its port, its data kept', async () => {
    const supervisor = start();
    await supervisor.settled();
    const { postgresUrl } = supervisor.connections();
    await sql(postgresUrl, 'CREATE TABLE kept (n int); INSERT INTO kept VALUES (7)');
    for (const name of ['postgres', 'qdrant', 'minio'] as const) {
      const from = supervisor.said.length;
      const pid = pidOf(name);
      process.kill(pid, 'SIGKILL');
      await supervisor.becomes(name, 'ready', from);
      expect(pidOf(name)).not.toBe(pid);
    }
    expect(await sql(postgresUrl, 'SELECT n FROM kept')).toEqual([{ n: 7 }]);
  });

  test('connections that are open do not delay the stop, and a second SIGTERM changes nothing', async () => {
    const supervisor = start();
    await supervisor.settled();
    const { postgresUrl, qdrantUrl } = supervisor.connections();
    await fetch(`${qdrantUrl}/readyz`);
    const client = new pg.Client({ connectionString: postgresUrl });
    client.on('error', () => {});
    await client.connect();
    const sleeping = client.query('SELECT pg_sleep(60)').catch(() => 'cut');
    supervisor.child.kill('SIGTERM');
    supervisor.child.kill('SIGINT');
    expect(await supervisor.stop()).toBeLessThan(3_000);
    expect(supervisor.said.filter(({ event }) => event === 'stopped').length).toBeGreaterThan(0);
    expect(await sleeping).toBe('cut');
    expect(processesWith(dataDir)).toEqual([]);
    expect(readdirSync(join(dataDir, 'postgres'))).not.toContain('postmaster.pid');
  });

  test('an engine that does not heed its signal is killed, all within 3 s', async () => {
    const supervisor = start();
    await supervisor.settled();
    for (const name of ['postgres', 'qdrant', 'minio']) process.kill(pidOf(name), 'SIGSTOP');
    expect(await supervisor.stop()).toBeLessThan(3_000);
    expect(processesWith(dataDir)).toEqual([]);
  });

  test.each([
    ['itself', (pid: number) => process.kill(pid, 'SIGKILL')],
    ['its whole group', (pid: number) => process.kill(-pid, 'SIGKILL')],
  ])('when the supervisor dies by SIGKILL (%s) no engine lives 2 s longer', async (_, kill) => {
    const supervisor = start();
    await supervisor.settled();
    // One that heeds no signal any more goes as well.
    process.kill(pidOf('minio'), 'SIGSTOP');
    const engines = processesWith(dataDir).filter(({ pid }) => pid !== supervisor.pid);
    expect(engines.length).toBeGreaterThanOrEqual(4);
    kill(supervisor.pid);
    await vi.waitFor(() => expect(engines.filter(({ pid }) => processIdentity(pid) !== null)).toEqual([]), {
      timeout: 2_000,
      interval: 20,
    });
    const next = start();
    await next.settled();
    expect(await next.stop()).toBeLessThan(3_000);
  });

  test('killed while it starts, it leaves nothing either, and the next start works', async () => {
    const supervisor = start();
    await supervisor.hears(({ event }) => event === 'launched');
    supervisor.child.kill('SIGKILL');
    await supervisor.exited();
    await vi.waitFor(() => expect(processesWith(dataDir)).toEqual([]), { timeout: 2_000, interval: 20 });
    await start().settled();
  });

  test('stopped while it starts, it stops', async () => {
    const supervisor = start();
    await supervisor.hears(({ event }) => event === 'launched');
    expect(await supervisor.stop()).toBeLessThan(3_000);
    expect(processesWith(dataDir)).toEqual([]);
    expect(readdirSync(dataDir).filter((name) => name.startsWith('postgres.new'))).toEqual([]);
  });

  test('engines that a dead supervisor and a dead watchdog left are ended at the next start', async () => {
    const supervisor = start();
    await supervisor.settled();
    const watchdog = processesWith(dataDir).find(({ command }) => command.includes('frodb-watchdog'));
    // Stopped, so that it can't be replaced; dead once the supervisor is.
    process.kill(supervisor.pid, 'SIGSTOP');
    process.kill(watchdog?.pid ?? 0, 'SIGKILL');
    process.kill(supervisor.pid, 'SIGKILL');
    await supervisor.exited();
    const left = ['postgres', 'qdrant', 'minio'].map(pidOf);
    expect(left.every((pid) => processIdentity(pid) !== null)).toBe(true);
    const next = start();
    await next.settled();
    expect(left.filter((pid) => processIdentity(pid) !== null)).toEqual([]);
    expect(next.said.find(({ event }) => event === 'notice')?.['message']).toContain('postgres');
  });

  test('stale pid files whose pids are somebody else’s by now keep nothing from starting', async () => {
    await startAndStop();
    const own = process.pid;
    const record = { pid: own, identity: '1@another-boot', signal: 'SIGTERM' };
    writeFileSync(join(dataDir, 'run', 'minio.pid'), JSON.stringify(record));
    writeFileSync(join(dataDir, 'frodb.lock'), JSON.stringify(record));
    writeFileSync(
      join(dataDir, 'postgres', 'postmaster.pid'),
      `${own}\n${dataDir}/postgres\n1700000000\n20000\n\n127.0.0.1\n  1234567         0\nready   \n`,
    );
    const engines = await start().settled();
    expect(engines.map(({ state }) => state)).toEqual(['ready', 'ready', 'ready']);
  });

  test('ports that are taken meanwhile are replaced', async () => {
    await startAndStop();
    const before = readPorts(join(dataDir, 'ports.json'));
    const squatters = [...before.values()].map((port) => createServer().listen(port, '127.0.0.1'));
    const supervisor = start();
    await supervisor.settled();
    const after = readPorts(join(dataDir, 'ports.json'));
    for (const [name, port] of before) expect(after.get(name)).not.toBe(port);
    await supervisor.stop();
    for (const server of squatters) server.close();
  });

  test('a second start on the same folder is refused and disturbs nothing', async () => {
    const first = start();
    await first.settled();
    const second = start();
    expect(await second.refusal()).toMatchObject({
      code: 'folder_in_use',
      message: expect.stringContaining(`process ${first.pid}`),
    });
    expect(second.child.exitCode).toBe(1);
    expect(await sql(first.connections().postgresUrl, 'SELECT 1 AS one')).toEqual([{ one: 1 }]);
  });

  test('a full disk is refused before anything is made', async () => {
    const refused = start({ env: { FRODB_MIN_FREE_DISK_MB: '999999999' } });
    expect(await refused.refusal()).toMatchObject({ code: 'disk_full' });
    expect(readdirSync(dataDir)).toEqual([]);
  });

  async function startAndStop(): Promise<void> {
    const supervisor = start();
    await supervisor.settled();
    await supervisor.stop();
  }
});

describe.skipIf(!isUnix)('engines that give up', () => {
  test('without Postgres there is no start; the reason has its last lines', async () => {
    const supervisor = start({ binaries: { postgres: '/nowhere' } });
    expect(await supervisor.refusal()).toMatchObject({
      code: 'engine_missing',
      message: expect.stringContaining('npm run engines'),
    });
  });

  test('without Qdrant the rest starts, and a notice says so', async () => {
    const supervisor = start({ binaries: { qdrant: '/nowhere/qdrant' } });
    const engines = await supervisor.settled();
    expect(engines.map(({ state }) => state)).toEqual(['ready', 'failed', 'ready']);
    expect(engines[1]?.reason).toContain('npm run engines');
    expect(supervisor.said.find(({ event }) => event === 'notice')?.['message']).toContain(
      'qdrant was given up',
    );
  });

  test('a Qdrant folder that does not open is set aside, not deleted', async () => {
    const first = start();
    await first.settled();
    await first.stop();
    const storage = join(dataDir, 'qdrant', 'storage');
    writeFileSync(join(storage, 'raft_state.json'), 'rubbish');
    const second = start();
    const engines = await second.settled();
    expect(engines.map(({ state }) => state)).toEqual(['ready', 'ready', 'ready']);
    const aside = readdirSync(join(dataDir, 'qdrant')).filter((name) => name.startsWith('storage.broken-'));
    expect(aside).toHaveLength(1);
    expect(readFileSync(join(dataDir, 'qdrant', aside[0] ?? '', 'raft_state.json'), 'utf8')).toBe('rubbish');
    expect(second.said.find(({ event }) => event === 'notice')?.['message']).toContain('set aside');
  });

  test('a Qdrant folder that breaks while FroDB runs is set aside as well', async () => {
    const supervisor = start();
    await supervisor.settled();
    const storage = join(dataDir, 'qdrant', 'storage');
    writeFileSync(join(storage, 'raft_state.json'), 'rubbish');
    process.kill(pidOf('qdrant'), 'SIGKILL');
    const notices = (): unknown[] =>
      supervisor.said.filter(({ event }) => event === 'notice').map(({ message }) => message);
    await vi.waitFor(() => expect(notices().join()).toContain('set aside'), { timeout: 20_000 });
    const aside = readdirSync(join(dataDir, 'qdrant')).filter((name) => name.startsWith('storage.broken-'));
    expect(aside).toHaveLength(1);
    const { qdrantUrl, qdrantApiKey = '' } = supervisor.connections();
    expect((await fetch(`${qdrantUrl}/collections`, { headers: { 'api-key': qdrantApiKey } })).status).toBe(
      200,
    );
  });

  test('a Qdrant that does not start empty either gets its folder back', async () => {
    const first = start();
    await first.settled();
    await first.stop();
    const broken = join(dataDir, '..', `${dataDir.split('/').at(-1)}-qdrant`);
    writeFileSync(broken, '#!/bin/sh\necho "panicked at nothing"\nexit 101\n', { mode: 0o755 });
    const second = start({ binaries: { qdrant: broken } });
    const engines = await second.settled();
    rmSync(broken);
    expect(engines.map(({ state }) => state)).toEqual(['ready', 'failed', 'ready']);
    expect(readdirSync(join(dataDir, 'qdrant')).filter((name) => name.includes('broken'))).toEqual([]);
    expect(readdirSync(join(dataDir, 'qdrant', 'storage'))).toContain('raft_state.json');
  });

  test('without a MinIO objects go to plain folders, and are looked for there until they are moved', async () => {
    const first = start({ binaries: { minio: '/nowhere/minio' } });
    const engines = await first.settled();
    expect(engines[2]).toEqual({ name: 'minio', managed: false, state: 'ready' });
    expect(first.connections().objects).toEqual({ kind: 'filesystem', dir: join(dataDir, 'objects') });
    expect(first.said.find(({ event }) => event === 'notice')?.['message']).toContain('plain folders');
    await first.stop();
    const second = start();
    await second.settled();
    expect(second.connections().objects.kind).toBe('filesystem');
  });

  test('a folder that has its objects in MinIO does not switch when MinIO is missing', async () => {
    const first = start();
    await first.settled();
    await first.stop();
    const second = start({ binaries: { minio: '/nowhere/minio' } });
    const engines = await second.settled();
    expect(engines[2]).toMatchObject({ managed: true, state: 'failed' });
    expect(second.connections().objects.kind).toBe('minio');
  });

  test('external engines are used and not started', async () => {
    const first = start();
    await first.settled();
    const { postgresUrl, qdrantUrl, qdrantApiKey = '', objects } = first.connections();
    if (objects.kind === 'filesystem') throw new Error('no MinIO');
    const other = mkdtempSync(join(tmpdir(), 'frodb-data-'));
    const second = new SupervisorProcess(other, {
      env: {
        FRODB_POSTGRES_URL: postgresUrl,
        FRODB_QDRANT_URL: qdrantUrl,
        FRODB_QDRANT_API_KEY: qdrantApiKey,
        FRODB_S3_ENDPOINT: objects.endpoint,
        FRODB_S3_ACCESS_KEY: objects.accessKey,
        FRODB_S3_SECRET_KEY: objects.secretKey,
      },
    });
    const engines = await second.settled();
    expect(engines.map(({ managed }) => managed)).toEqual([false, false, false]);
    expect(second.connections()).toEqual({
      postgresUrl,
      qdrantUrl,
      qdrantApiKey,
      objects: { ...objects, kind: 's3' },
    });
    expect(processesWith(other).filter(({ command }) => !/watchdog|supervisor\.mjs/.test(command))).toEqual(
      [],
    );
    await second.stop();
    rmSync(other, { recursive: true });
  });
});

describe.skipIf(!isLinux || process.geteuid?.() !== 0)('users', () => {
  test('started by root, Postgres runs as an ordinary user in a folder of its own', async () => {
    const supervisor = start();
    await supervisor.settled();
    const owner = statSync(join(dataDir, 'postgres'));
    expect(owner.uid).not.toBe(0);
    expect(owner.mode & 0o777).toBe(0o700);
    expect(statSync(dataDir).mode & 0o777).toBe(0o711);
    expect(statSync(`/proc/${pidOf('postgres')}`).uid).toBe(owner.uid);
    expect(statSync(`/proc/${pidOf('minio')}`).uid).toBe(0);
  });

  test('binaries that this user can not reach are copied', async () => {
    const closed = mkdtempSync(join(tmpdir(), 'frodb-closed-'));
    const { postgres } = (await import('../../electron/paths.ts')).engineBinaries();
    execFileSync('cp', ['-a', postgres, join(closed, 'postgres')]);
    const supervisor = start({ binaries: { postgres: join(closed, 'postgres') } });
    await supervisor.settled();
    expect(processesWith(dataDir).some(({ command }) => command.includes('/cache/run/postgres-'))).toBe(true);
    await supervisor.stop();
    rmSync(closed, { recursive: true });
  });

  test('a data folder that this user can not get to is refused with what to do', async () => {
    const supervisor = new SupervisorProcess(join(dataDir, 'inner'));
    running.push(supervisor);
    expect(await supervisor.refusal()).toMatchObject({
      code: 'folder_unreachable',
      message: expect.stringMatching(/can't pass through .*--data-dir.*chmod o\+x/),
    });
    expect(readdirSync(dataDir)).toEqual([]);
  });

  test('an ordinary user starts all of it without anything changing hands', async () => {
    const user = { uid: 65_534, gid: 65_534 };
    execFileSync('chown', ['65534:65534', dataDir]);
    const supervisor = start({ user });
    const engines = await supervisor.settled();
    expect(engines.map(({ state }) => state)).toEqual(['ready', 'ready', 'ready']);
    expect(statSync(dataDir).mode & 0o777).toBe(0o700);
    for (const name of ['postgres', 'qdrant', 'minio'])
      expect(statSync(join(dataDir, name)).uid).toBe(user.uid);
    expect(await supervisor.stop()).toBeLessThan(3_000);
    // Root would leave files that this user can't open.
    expect(await start().refusal()).toMatchObject({
      message: expect.stringContaining('belongs to the user'),
    });
  });

  test('an ordinary user’s read-only folder is refused with what to do', async () => {
    execFileSync('chmod', ['755', dataDir]);
    const supervisor = start({ user: { uid: 65_534, gid: 65_534 } });
    expect(await supervisor.refusal()).toMatchObject({
      code: 'folder_unusable',
      message: expect.stringMatching(/may not write there.*--data-dir/),
    });
    expect(readdirSync(dataDir)).toEqual([]);
  });
});
