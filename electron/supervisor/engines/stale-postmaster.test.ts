import { type ChildProcess, spawn } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { commandLine, processIdentity } from '../process/process-identity.ts';
import { clearStalePostmaster, readPostmaster } from './stale-postmaster.ts';

let parent: string;
let folder: string;
const children: ChildProcess[] = [];

beforeEach(() => {
  parent = mkdtempSync(join(tmpdir(), 'frodb-postmaster-'));
  folder = join(parent, 'postgres');
  mkdirSync(folder);
});
afterEach(() => {
  for (const child of children.splice(0)) child.kill('SIGKILL');
  rmSync(parent, { recursive: true, force: true });
});

/** A process whose arguments are those of a Postgres on that folder. */
async function standIn(on: string): Promise<number> {
  const script = 'while :; do sleep 0.05; done';
  const child = spawn('/bin/sh', ['-c', script, 'postgres', '-D', on, '-p', '1'], {
    detached: true,
    stdio: 'ignore',
  });
  children.push(child);
  const pid = child.pid ?? 0;
  await vi.waitFor(() => expect(commandLine(pid)).toContain(on));
  return pid;
}

function write(pid: number | string, said = folder): void {
  writeFileSync(join(folder, 'postmaster.pid'), `${pid}\n${said}\n1\n7\n\n127.0.0.1\n\nready   \n`);
}

const isThere = (): boolean => existsSync(join(folder, 'postmaster.pid'));
const runs = (pid: number): boolean => processIdentity(pid) !== null;

test.each(['', '\0\0\0\0', 'x\n', '-1\n', '999999999\n/x\n'])(
  'one of nobody is removed: %j',
  async (text) => {
    writeFileSync(join(folder, 'postmaster.pid'), text);
    await clearStalePostmaster(folder);
    expect(isThere()).toBe(false);
  },
);

test('a leftover on this folder is stopped, by whatever path it was started', async () => {
  const link = join(parent, 'link');
  symlinkSync(folder, link);
  for (const path of [folder, link]) {
    const pid = await standIn(path);
    write(pid, path);
    expect(readPostmaster(folder)).toEqual({ pid, folder: path, isReady: true });
    await clearStalePostmaster(folder);
    expect([runs(pid), isThere()]).toEqual([false, false]);
  }
});

test('whoever else has the number by now is left alone', async () => {
  const stranger = await standIn('/somewhere/else');
  write(stranger);
  await clearStalePostmaster(folder);
  expect([runs(stranger), isThere()]).toEqual([true, false]);
});

test('a folder that was copied while Postgres ran does not stop the original, nor one with a longer name', async () => {
  for (const name of ['original', 'postgres2']) {
    const other = join(parent, name);
    mkdirSync(other);
    const pid = await standIn(other);
    write(pid, name === 'original' ? other : folder);
    await clearStalePostmaster(folder);
    expect([runs(pid), isThere()]).toEqual([true, false]);
  }
});
