import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmodSync, existsSync, mkdtempSync, openSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { parentOf } from '../../electron/supervisor/process/process-identity.ts';
import { repository } from '../support/capabilities.ts';
import { until } from '../support/processes.ts';
import { processesWith } from '../support/supervisor-process.ts';

let folder: string;
let dataDir: string;
/** What a starter that is killed leaves to us: it is ended at the end, if it did not go by itself. */
let frodbPid: number | undefined;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'frodb-starter-'));
  chmodSync(folder, 0o711);
  dataDir = join(folder, 'data');
  frodbPid = undefined;
});

afterEach(async () => {
  if (frodbPid !== undefined && isThere(frodbPid)) process.kill(frodbPid, 'SIGTERM');
  await until(() => processesWith(dataDir).length === 0, 'the end of all that was started');
  rmSync(folder, { recursive: true, force: true });
});

const isThere = (pid: number): boolean => processesWith(dataDir).some((found) => found.pid === pid);
const outFile = (): string => join(folder, 'out');
const settings = { PATH: process.env['PATH'], HOME: process.env['HOME'], FRODB_MIN_FREE_DISK_MB: '20' };

/** A program in a session of its own, its output in files: nothing but its end tells FroDB anything. */
function launch(command: string, args: string[], cwd = repository): ChildProcess {
  const streams = ['out', 'err'].map((name) => openSync(join(folder, name), 'a'));
  return spawn(command, args, { cwd, detached: true, env: settings, stdio: ['ignore', ...streams] });
}

async function ready(): Promise<void> {
  const line = (): string => (existsSync(outFile()) ? readFileSync(outFile(), 'utf8') : '');
  await until(() => line().includes('"event":"ready"'), 'the ready line', 50);
  const [json = ''] = line()
    .split('\n')
    .filter((text) => text.includes('"event":"ready"'));
  frodbPid = (JSON.parse(json) as { pid: number }).pid;
}

/** Of npm, the shell that it runs, and FroDB. */
async function family(): Promise<{ npm: number; shell: number }> {
  await ready();
  const shell = parentOf(frodbPid ?? 0) ?? 0;
  return { shell, npm: parentOf(shell) ?? 0 };
}

const start = ['--data-dir', 'DATA', '--port', '0'];
const argsFor = (...args: string[]): string[] =>
  [...args, ...start].map((arg) => (arg === 'DATA' ? dataDir : arg));

const cli = join(repository, 'dist/cli.js');
/** How people start it through npm; the last one by a script of npm inside another. */
const starts = {
  'npm start': () => launch('npm', argsFor('start', '--')),
  'npm run dev': () => launch('npm', argsFor('run', 'dev', '--')),
  npx: () => launch('npm', ['exec', '-c', `node ${cli} ${argsFor('start').join(' ')}`]),
  'npm in npm': () => launch('npm', ['exec', '-c', `npm start -- ${argsFor().join(' ')}`]),
};
const deaths: [string, keyof typeof starts, NodeJS.Signals, 'npm' | 'shell'][] = [
  ['npm start is ended', 'npm start', 'SIGTERM', 'npm'],
  ['npm start is killed', 'npm start', 'SIGKILL', 'npm'],
  ['its shell is ended', 'npm start', 'SIGTERM', 'shell'],
  ['its shell is killed', 'npm start', 'SIGKILL', 'shell'],
  ['npm run dev is killed', 'npm run dev', 'SIGKILL', 'npm'],
  ['npx is killed', 'npx', 'SIGKILL', 'npm'],
  ['the npm is killed that another npm ran', 'npm in npm', 'SIGKILL', 'npm'],
];

describe.skipIf(process.platform !== 'linux')('FroDB that was started', () => {
  test.each(deaths)('ends in order when %s', async (_how, way, signal, whom) => {
    starts[way]();
    const found = await family();
    process.kill(found[whom], signal);
    await until(() => processesWith(dataDir).length === 0, 'the end of FroDB and its engines', 10);
    const log = readFileSync(join(dataDir, 'logs/frodb.log'), 'utf8').trim().split('\n');
    expect(JSON.parse(log.at(-1) ?? '')).toMatchObject({ event: 'stopped' });
    expect(existsSync(join(dataDir, 'postgres/postmaster.pid'))).toBe(false);
  });

  test('by npm, which is killed before it is ready, ends and leaves no engine', async () => {
    const npm = launch('npm', argsFor('start', '--'));
    await until(() => processesWith(join(dataDir, 'postgres')).length > 0, 'the first engine', 50);
    npm.kill('SIGKILL');
    await once(npm, 'exit');
    await until(() => processesWith(dataDir).length === 0, 'the end of FroDB and its engines', 10);
  });

  test('by npm, which is killed at once, does not stay', async () => {
    const npm = launch('npm', argsFor('start', '--'));
    await until(() => processesWith(dataDir).length >= 2, 'the script of npm', 20);
    npm.kill('SIGKILL');
    await once(npm, 'exit');
    await until(() => processesWith(dataDir).length === 0, 'the end of what npm started', 20);
  });

  test.each([
    ['nohup … &', `nohup "$@" &`],
    ['setsid … &', `setsid "$@" &`],
    ['(… &)', `("$@" &)`],
  ])('by %s goes on without its shell, and heeds SIGTERM', async (_, script) => {
    const shell = launch('bash', ['-c', script, 'bash', process.execPath, cli, ...argsFor('start')]);
    if (shell.exitCode === null) await once(shell, 'exit');
    await ready();
    // As a terminal that closes sends it.
    process.kill(frodbPid ?? 0, 'SIGHUP');
    const { url } = JSON.parse(readFileSync(outFile(), 'utf8')) as { url: string };
    expect((await fetch(`${url}/health`)).status).toBe(200);
    process.kill(frodbPid ?? 0, 'SIGTERM');
    await until(() => processesWith(dataDir).length === 0, 'its end', 10);
  });
});
