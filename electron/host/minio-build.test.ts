import { spawn } from 'node:child_process';
import {
  mkdirSync,
  mkdtempSync,
  readFileSync,
  readdirSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { getPriority, tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import catalogue from '../../resources/engines.json' with { type: 'json' };
import type { FetchProgress } from '../../build/engines/index.ts';
import { appRoot } from '../paths.ts';
import { statOf } from '../../test/support/processes.ts';
import { type MinioBuild, buildMinio } from './minio-build.ts';

let root: string;
let steps: FetchProgress[];
let build: MinioBuild | undefined;

beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'frodb-build-'));
  for (const folder of ['bin', 'cache', 'resources/bin']) mkdirSync(join(root, folder), { recursive: true });
  symlinkSync(join(appRoot(), 'dist'), join(root, 'dist'));
  steps = [];
  build = undefined;
});
afterEach(async () => {
  await build?.stop();
  rmSync(root, { recursive: true, force: true });
});

/** A Go whose `install` does this; `$work` is for its notes. */
function fakeGo(install: string): void {
  const script = `#!/bin/sh\nif [ "$1" = version ]; then echo go version go1.26.1 linux/amd64; exit; fi\n${install}\n`;
  writeFileSync(join(root, 'bin', 'go'), script, { mode: 0o755 });
}

const env = () => ({
  PATH: `${join(root, 'bin')}:/usr/bin:/bin`,
  HOME: root,
  XDG_CACHE_HOME: join(root, 'cache'),
  work: root,
});

function begin(): MinioBuild {
  build = buildMinio({
    root,
    env: env(),
    onProgress: (progress) => steps.push(progress),
  });
  return build;
}

const lastStep = (phase: string): Promise<void> =>
  vi.waitFor(() => expect(steps.at(-1)?.state).toBe(phase), { timeout: 15_000, interval: 20 });

/** A compiler that never ends, and what it has made so far. */
const endless = 'echo $$ >"$work/go"; echo half >made; sh -c \'echo $$ >"$work/compiler"; exec sleep 1000\'';

async function compiler(): Promise<number[]> {
  const read = (name: string): number => Number(readFileSync(join(root, name), 'utf8'));
  return vi.waitFor(
    () => {
      const pids = [read('go'), read('compiler')];
      expect(pids.every((pid) => pid > 0)).toBe(true);
      return pids;
    },
    { timeout: 15_000, interval: 20 },
  );
}

async function expectGone(pids: number[]): Promise<void> {
  const alive = (): number[] => pids.filter((pid) => statOf(pid) !== null && statOf(pid)?.state !== 'Z');
  await vi.waitFor(() => expect(alive()).toEqual([]), { timeout: 15_000, interval: 20 });
}

const made = (): string[] =>
  readdirSync(join(root, 'cache', 'frodb', 'engines')).filter((name) => name !== 'lock');

describe.skipIf(process.platform !== 'linux')('MinIO built behind a FroDB that runs', () => {
  test('is there when the build is done, and says so', async () => {
    const { release } = catalogue.minio.build;
    fakeGo(
      `mkdir -p "$GOBIN"; printf '#!/bin/sh\\necho minio ${release}\\n' >"$GOBIN/minio"; chmod 755 "$GOBIN/minio"`,
    );
    begin();
    await lastStep('done');
    expect(steps.map(({ state }) => state)).toEqual(['build', 'done']);
    const [platform = ''] = readdirSync(join(root, 'resources', 'bin'));
    expect(readdirSync(join(root, 'resources', 'bin', platform))).toContain('minio');
  });

  test('that fails is said, and not tried again', async () => {
    fakeGo('echo no network >&2; exit 1');
    writeFileSync(join(root, 'bin', 'python3'), '#!/bin/sh\nexit 1\n', { mode: 0o755 });
    for (const name of ['pip', 'pip3', 'python', 'uv']) symlinkSync('python3', join(root, 'bin', name));
    begin();
    await lastStep('missing');
    expect(steps.at(-1)?.message).toContain('no network');
    steps = [];
    fakeGo('echo again >"$work/again"');
    begin();
    await lastStep('missing');
    expect(steps.at(-1)?.message).toContain('no network');
    expect(readdirSync(root)).not.toContain('again');
  });

  test('runs at the lowest priority, and a stop ends all of it and what it has made', async () => {
    fakeGo(endless);
    const running = begin();
    const pids = await compiler();
    for (const pid of pids) expect(getPriority(pid)).toBe(19);
    await running.stop();
    await expectGone(pids);
    await vi.waitFor(() => expect(made()).toEqual([]), { timeout: 15_000, interval: 20 });
    expect(steps.map(({ state }) => state)).toEqual(['build']);
  });

  test('does not outlive a FroDB that is killed', async () => {
    fakeGo(endless);
    const program = join(root, 'dist', 'minio-builder.js');
    const parent = spawn(
      process.execPath,
      [
        '-e',
        `require('node:child_process').spawn(process.execPath, ${JSON.stringify([program, join(root, 'resources', 'bin')])}, { detached: true, stdio: ['pipe', 'ignore', 'ignore'] });`,
      ],
      { env: env(), stdio: 'ignore' },
    );
    const pids = await compiler();
    const builder = statOf(pids[0] ?? 0)?.parent ?? 0;
    parent.kill('SIGKILL');
    await expectGone([...pids, builder]);
    expect(made()).toEqual([]);
  });
});
