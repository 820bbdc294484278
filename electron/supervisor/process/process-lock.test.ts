import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { buildSync } from 'esbuild';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { processIdentity } from './process-identity.ts';
import { processLock } from './process-lock.ts';

let folder: string;
let file: string;
const children: ChildProcess[] = [];

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'frodb-lock-'));
  file = join(folder, 'lock');
});

afterEach(() => {
  for (const child of children.splice(0)) child.kill('SIGKILL');
  rmSync(folder, { recursive: true, force: true });
});

/** Runs a module, which may import the lock, in a process of its own. */
function run(code: string, ...args: string[]): ChildProcess {
  const outfile = join(folder, 'program.mjs');
  if (!existsSync(outfile)) {
    const stdin = { contents: code, resolveDir: import.meta.dirname, loader: 'ts' as const };
    buildSync({ stdin, outfile, bundle: true, platform: 'node', format: 'esm', target: 'node20' });
  }
  const child = spawn(process.execPath, [outfile, ...args], { stdio: ['ignore', 'pipe', 'inherit'] });
  children.push(child);
  return child;
}

describe('a lock by file', () => {
  test('is had by one, who is named, and is free again', async () => {
    const [one, two] = [processLock(file, { platform: 'linux' }), processLock(file, { platform: 'linux' })];
    expect(await one.take()).toBeNull();
    expect(await two.take()).toMatchObject({ pid: process.pid });
    one.announce('http://127.0.0.1:7420');
    expect(await two.take()).toMatchObject({ pid: process.pid, url: 'http://127.0.0.1:7420' });
    // Whoever does not have it can't let it go.
    two.release();
    expect(await two.take()).not.toBeNull();
    one.release();
    expect(await two.take()).toBeNull();
    two.release();
    expect(readdirSync(folder)).toEqual([]);
  });

  test.each([
    ['an empty file', ''],
    ['a file of zeros, as after a power cut', '\0'.repeat(80)],
    ['a cut file', '{"pid":12,"iden'],
    ['a file of an older version', String(process.pid)],
    ['something else', '[]'],
    ['a dead process', JSON.stringify({ pid: 999_999_999, identity: 'gone' })],
    ['a pid that was reused', JSON.stringify({ pid: process.ppid, identity: '1@another-boot' })],
    ['a pid of nobody', JSON.stringify({ pid: 0, identity: '' })],
  ])('%s is taken over', async (_what, text) => {
    writeFileSync(file, text);
    const lock = processLock(file, { platform: 'linux' });
    expect(await lock.take()).toBeNull();
    expect(JSON.parse(readFileSync(file, 'utf8'))).toMatchObject({ pid: process.pid });
    lock.release();
    expect(readdirSync(folder)).toEqual([]);
  });

  test('that a process which was killed while it took one over left is taken over too', async () => {
    const { createHash } = await import('node:crypto');
    writeFileSync(file, '');
    const right = `${file}.${createHash('sha256').update('').digest('hex').slice(0, 12)}`;
    writeFileSync(right, JSON.stringify({ pid: 999_999_999, identity: 'gone' }));
    const lock = processLock(file, { platform: 'linux' });
    expect(await lock.take()).toBeNull();
    lock.release();
    expect(readdirSync(folder)).toEqual([]);
  });

  test('of a process that is killed is free', async () => {
    const child = run(
      `import { processLock } from './process-lock.ts';
       await processLock(process.argv[2]).take();
       console.log('mine');
       setInterval(() => {}, 1000);`,
      file,
    );
    if (child.stdout === null) throw new Error('no output');
    await once(child.stdout, 'data');
    const lock = processLock(file);
    expect(await lock.take()).toMatchObject({ pid: child.pid, identity: processIdentity(child.pid ?? 0) });
    child.kill('SIGKILL');
    await once(child, 'exit');
    expect(await lock.take()).toBeNull();
    lock.release();
  });

  test('is never had by two, though many take over what the dead left', async () => {
    const contest = join(folder, 'contest');
    mkdirSync(contest);
    const code = `
      import { closeSync, openSync, rmSync, writeFileSync } from 'node:fs';
      import { processLock } from './process-lock.ts';
      const [, , file] = process.argv;
      for (let wins = 0; wins < 40; ) {
        const lock = processLock(file);
        if ((await lock.take()) !== null) { await new Promise((go) => setTimeout(go, 1)); continue; }
        wins += 1;
        // Fails when another one is inside.
        closeSync(openSync(file + '-inside', 'wx'));
        await new Promise((go) => setImmediate(go));
        rmSync(file + '-inside');
        // Half of the time as if it had died, and as if the plug had been pulled.
        if (wins % 4 === 1) writeFileSync(file, JSON.stringify({ pid: 999999999, identity: 'gone', wins, me: process.pid }));
        else if (wins % 4 === 3) writeFileSync(file, '');
        else lock.release();
      }`;
    const contestants = Array.from({ length: 4 }, () => run(code, join(contest, 'lock')));
    const ends = await Promise.all(
      contestants.map(async (child) => (await once(child, 'exit'))[0] as number),
    );
    expect(ends).toEqual([0, 0, 0, 0]);
  });
});

// An abstract socket of Linux stands in for the pipe: a name of the system's that ends with its process.
describe.skipIf(process.platform !== 'linux')('a lock by pipe', () => {
  const windows = { platform: 'win32' as const, pipeName: (path: string) => `\0frodb-test-${path}` };

  test('is had by one, who is named by the file, and is free again', async () => {
    const [one, two] = [processLock(file, windows), processLock(file, windows)];
    expect(await one.take()).toBeNull();
    one.announce('http://127.0.0.1:7420');
    expect(await two.take()).toMatchObject({ pid: process.pid, url: 'http://127.0.0.1:7420' });
    one.release();
    expect(await two.take()).toBeNull();
    two.release();
    expect(readdirSync(folder)).toEqual([]);
  });

  test.each(['', '\0\0\0', JSON.stringify({ pid: process.pid, identity: '' })])(
    'what the file says takes it from nobody: %j',
    async (text) => {
      writeFileSync(file, text);
      const [one, two] = [processLock(file, windows), processLock(file, windows)];
      expect(await one.take()).toBeNull();
      writeFileSync(file, text);
      expect(await two.take()).not.toBeNull();
      one.release();
    },
  );

  test('a pipe that may not be opened is had by somebody else', async () => {
    const { createServer } = await import('node:net');
    const elevated = createServer();
    await new Promise<void>((done) => elevated.listen(windows.pipeName(file), done));
    expect(await processLock(file, windows).take()).toEqual({ pid: 0, identity: '' });
    elevated.close();
  });
});
