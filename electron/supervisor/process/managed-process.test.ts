import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { EngineLog } from './engine-log.ts';
import { ManagedProcess, type ProcessEvent, type ProcessTimes } from './managed-process.ts';
import { PidFile } from './pid-file.ts';
import { processIdentity } from './process-identity.ts';
import type { Launch } from './spawn-gated.ts';
import { SupervisorError } from '../supervisor-error.ts';
import { Watchdog } from './watchdog.ts';

const times: ProcessTimes = {
  readyMs: 10_000,
  stopMs: 5_000,
  firstPauseMs: 5,
  longestPauseMs: 20,
  attempts: 4,
  steadyMs: 60_000,
};

let folder: string;
let watchdog: Watchdog;
let log: EngineLog;
let events: ProcessEvent[];
let started: ManagedProcess[];

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'frodb-process-'));
  watchdog = new Watchdog(folder);
  watchdog.start();
  log = new EngineLog(folder, 'thing');
  events = [];
  started = [];
});

afterEach(async () => {
  await Promise.all(started.map((process) => process.close()));
  await watchdog.close();
  await log.close();
  rmSync(folder, { recursive: true, force: true });
});

/** A shell script as the program; it says that it is ready by making the file `up`. */
function managed(
  script: string,
  more: Partial<ProcessTimes> = {},
  change: (launch: Launch) => Launch = (launch) => launch,
): ManagedProcess {
  const process = new ManagedProcess({
    name: 'thing',
    stopSignal: 'SIGTERM',
    times: { ...times, ...more },
    log,
    watchdog,
    pidFile: new PidFile(folder, 'thing', 'SIGTERM'),
    prepare: () => {
      rmSync(join(folder, 'up'), { force: true });
      const env = { PATH: '/usr/bin:/bin' };
      return Promise.resolve(change({ command: '/bin/sh', args: ['-c', script], cwd: folder, env }));
    },
    probe: () => Promise.resolve(existsSync(join(folder, 'up'))),
    onEvent: (event) => events.push(event),
  });
  started.push(process);
  return process;
}

const states = (): string[] => events.map((event) => event.state);
const willing = 'touch up; while :; do sleep 0.05; done';

describe('ManagedProcess', () => {
  test('starts, is ready, stops', async () => {
    const process = managed(willing);
    expect(process.state).toBe('stopped');
    await process.start();
    expect(process.state).toBe('ready');
    const pid = process.pid ?? 0;
    expect(JSON.parse(readFileSync(join(folder, 'thing.pid'), 'utf8'))).toMatchObject({ pid });
    await Promise.all([process.stop(), process.stop()]);
    expect(process.state).toBe('stopped');
    expect(processIdentity(pid)).toBeNull();
    expect(existsSync(join(folder, 'thing.pid'))).toBe(false);
    expect(states()).toEqual(['starting', 'ready', 'stopping', 'stopped']);
    expect(events[1]?.ms).toBeTypeOf('number');
  });

  test('is started again when it dies', async () => {
    const process = managed(willing);
    await process.start();
    const first = process.pid ?? 0;
    global.process.kill(first, 'SIGKILL');
    await vi.waitFor(() => expect(states().filter((state) => state === 'ready')).toHaveLength(2), 5_000);
    expect(process.pid).not.toBe(first);
    expect(events.find((event) => event.reason !== undefined)?.reason).toBe(
      'thing ended unexpectedly (SIGKILL)',
    );
  });

  test('is given up after too many failures, with its last 50 lines', async () => {
    const process = managed('i=0; while [ $i -lt 60 ]; do i=$((i+1)); echo "line $i"; done; exit 3');
    const error = await process.start().catch((reason: unknown) => reason);
    expect(error).toBeInstanceOf(SupervisorError);
    expect(process.state).toBe('failed');
    expect(process.reason).toBe('thing ended before it was ready (code 3)');
    expect(process.crashesAtStart).toBe(4);
    expect(process.lastLines).toHaveLength(50);
    expect(process.lastLines.at(-1)).toBe('line 60');
    expect(log.page(0).lines).toHaveLength(4 * 60);
    await process.stop();
    expect(process.state).toBe('failed');
  });

  test('can be started after it was given up', async () => {
    const process = managed(`[ -e mended ] || exit 1; ${willing}`, { attempts: 1 });
    await expect(process.start()).rejects.toThrow('code 1');
    const { writeFileSync } = await import('node:fs');
    writeFileSync(join(folder, 'mended'), '');
    await process.restart();
    expect(process.state).toBe('ready');
    expect(process.reason).toBeUndefined();
  });

  test('is ended when it does not get ready in time', async () => {
    const process = managed('while :; do sleep 0.05; done', { readyMs: 100, attempts: 1 });
    await expect(process.start()).rejects.toThrow('not ready');
    expect(process.state).toBe('failed');
    expect(process.pid).toBeUndefined();
  });

  test('is killed when it does not stop', async () => {
    const process = managed(`trap '' TERM; ${willing}`, { stopMs: 100 });
    await process.start();
    const pid = process.pid ?? 0;
    await process.stop();
    expect(process.state).toBe('stopped');
    expect(processIdentity(pid)).toBeNull();
  });

  test('is asked to stop by a program of its own where it names one', async () => {
    const process = managed('touch up; while [ ! -e asked ]; do sleep 0.02; done; exit 0', {}, (launch) => ({
      ...launch,
      stop: { command: '/usr/bin/touch', args: [join(folder, 'asked')] },
    }));
    await process.start();
    await process.stop();
    expect(existsSync(join(folder, 'asked'))).toBe(true);
    expect(process.state).toBe('stopped');
  });

  test('is killed when the program that asks it is not there', async () => {
    const process = managed(willing, { stopMs: 100 }, (launch) => ({
      ...launch,
      stop: { command: '/nowhere/pg_ctl', args: [] },
    }));
    await process.start();
    const pid = process.pid ?? 0;
    await process.stop();
    expect(processIdentity(pid)).toBeNull();
  });

  test('a stop while it starts ends the start', async () => {
    const process = managed('while :; do sleep 0.05; done');
    const start = process.start();
    start.catch(() => {});
    await vi.waitFor(() => expect(process.pid).toBeDefined());
    await process.stop();
    await expect(start).rejects.toThrow('stopped before it was ready');
    expect(process.state).toBe('stopped');
  });

  test('what can not be run is given up at once', async () => {
    const process = new ManagedProcess({
      name: 'thing',
      stopSignal: 'SIGTERM',
      times,
      log,
      watchdog,
      pidFile: new PidFile(folder, 'thing', 'SIGTERM'),
      prepare: () => Promise.resolve({ command: join(folder, 'none'), args: [], cwd: folder, env: {} }),
      probe: () => Promise.resolve(false),
      onEvent: (event) => events.push(event),
    });
    await expect(process.start()).rejects.toThrow('code 127');
    expect(states()).toEqual(['starting', 'failed']);
  });

  test('once closed it stays closed', async () => {
    const process = managed(willing);
    await process.start();
    const restart = process.restart().catch(() => 'refused');
    await process.close();
    expect(await restart).toBe('refused');
    expect(process.state).toBe('stopped');
  });
});
