import { type ChildProcess, spawn } from 'node:child_process';
import { afterEach, expect, test, vi } from 'vitest';
import { processIdentity } from './process-identity.ts';
import { Watchdog } from './watchdog.ts';

const children: ChildProcess[] = [];

function start(script: string): number {
  const child = spawn('/bin/sh', ['-c', `${script} echo up; while :; do sleep 0.05; done`], {
    detached: true,
    stdio: 'ignore',
  });
  children.push(child);
  return child.pid ?? 0;
}

afterEach(() => {
  for (const child of children.splice(0)) child.kill('SIGKILL');
});

const isGone = (pid: number): boolean => processIdentity(pid) === null;

test.skipIf(process.platform === 'win32')(
  'ends what it watches when the pipe closes, and nothing else',
  async () => {
    const watchdog = new Watchdog('/nowhere');
    watchdog.start();
    const willing = start('');
    const stubborn = start("trap '' TERM INT;");
    const finished = start('');
    const stranger = start('');
    watchdog.add(willing, 'SIGINT');
    watchdog.add(finished, 'SIGTERM');
    watchdog.add(stubborn, 'SIGTERM');
    watchdog.remove(finished);
    await watchdog.close();
    await vi.waitFor(() => expect([willing, stubborn].map(isGone)).toEqual([true, true]), 5_000);
    expect([finished, stranger].map(isGone)).toEqual([false, false]);
  },
);

test.skipIf(process.platform === 'win32')('a watcher that was killed is replaced', async () => {
  const watchdog = new Watchdog('/nowhere');
  watchdog.start();
  const engine = start('');
  watchdog.add(engine, 'SIGTERM');
  const first = watchdog.pid ?? 0;
  process.kill(first, 'SIGKILL');
  await vi.waitFor(() => expect(watchdog.pid).not.toBe(first), 5_000);
  await watchdog.close();
  await vi.waitFor(() => expect(isGone(engine)).toBe(true), 5_000);
});

test.each([
  ['ends at once', '/bin/sh', ['-c', 'exit 1']],
  ['can not be spawned', '/nowhere/sh', []],
])('one that %s is not tried without end', async (_what, file, args) => {
  const pauses: number[] = [];
  const watchdog = new Watchdog('/nowhere', {
    platform: 'linux',
    spawn: () => spawn(file, args, { stdio: ['pipe', 'ignore', 'ignore'] }),
    later: (action, ms) => {
      pauses.push(ms);
      return setTimeout(pauses.length < 9 ? action : () => {}, 1);
    },
  });
  watchdog.start();
  await vi.waitFor(() => expect(pauses).toHaveLength(9), 5_000);
  expect(pauses).toEqual([100, 200, 400, 800, 1_600, 3_200, 5_000, 5_000, 5_000]);
  await watchdog.close();
});

test('Windows ends children with us by itself: nothing is started there', async () => {
  const spawning = vi.fn<() => ChildProcess>();
  const watchdog = new Watchdog('/nowhere', { platform: 'win32', spawn: spawning });
  watchdog.start();
  watchdog.add(process.pid, 'SIGINT');
  watchdog.remove(process.pid);
  await watchdog.close();
  expect(spawning).not.toHaveBeenCalled();
});
