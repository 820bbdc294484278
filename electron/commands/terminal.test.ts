import { PassThrough } from 'node:stream';
import { expect, test } from 'vitest';
import type { Progress } from '../host/progress.ts';
import { describeProgress, describeReady, renderFetch } from './terminal.ts';

const frodb = {
  url: 'http://127.0.0.1:7420',
  studio: null,
  adminKey: null,
  adminKeyFile: "/home/o'neill/data/admin-key",
  dataDir: "/home/o'neill/data",
  objectStore: 'minio' as const,
};

test('the first request is one that the system’s shell understands', () => {
  expect(describeReady(frodb, 1_500, 'linux')).toContain('curl -H "Authorization: Bearer $(cat ');
  // A quote in a path, as each shell writes it.
  expect(describeReady(frodb, 1_500, 'darwin')).toContain(String.raw`'/home/o'\''neill/data/admin-key'`);
  const windows = describeReady(frodb, 1_500, 'win32');
  expect(windows).toContain('curl.exe -H "Authorization: Bearer $(Get-Content -LiteralPath ');
  expect(windows).toContain("o''neill");
  expect(windows).not.toContain('cat ');
});

test('where Studio is, if it is there, and how one gets in', () => {
  expect(describeReady(frodb, 1_500)).not.toContain('Studio');
  const link = `${frodb.url}/studio/login?code=abc`;
  const told = describeReady({ ...frodb, studio: link }, 1_500);
  expect(told).toContain(`Studio, in a browser: ${link}\n`);
  expect(told).toContain('frodb -- login');
  expect(describeReady({ ...frodb, studio: `${frodb.url}/studio/` }, 1_500)).toContain('sign in with a key');
});

test.each<[Progress, string | null]>([
  [{ step: 'notice', message: 'The disk is full.' }, '  ! The disk is full.'],
  [{ step: 'engine', name: 'qdrant', state: 'starting' }, null],
  [
    { step: 'engine', name: 'qdrant', state: 'starting', reason: 'It ended' },
    '  ! It ended; it is started again',
  ],
  [{ step: 'engine', name: 'postgres', state: 'ready', ms: 1_234 }, '  PostgreSQL is ready (1.2 s)'],
  [{ step: 'engine', name: 'minio', state: 'failed', reason: 'no port' }, '  ! MinIO was given up: no port'],
  [{ step: 'fetch', name: 'minio', state: 'download', message: 'go', done: 1, total: 2 }, null],
  [
    { step: 'fetch', name: 'minio', state: 'done', message: '/bin/minio' },
    '  ! MinIO is built. Files move to it at the next start of FroDB.',
  ],
  [{ step: 'move', done: 1, total: 2, bytes: 10, ofBytes: 20 }, null],
])('%j is told a person as %j', (progress, text) => {
  expect(describeProgress(progress, false)).toBe(text);
});

test('that an engine is stopped is told only while FroDB stops', () => {
  const stopped = { step: 'engine', name: 'minio', state: 'stopped' } as const;
  expect(describeProgress(stopped, false)).toBeNull();
  expect(describeProgress(stopped, true)).toBe('  MinIO is stopped');
});

/** What engines that are got write to a terminal, or elsewhere. */
function shown(isTTY: boolean): string {
  const stream = Object.assign(new PassThrough({ encoding: 'utf8' }), { isTTY, columns: 30 });
  const show = renderFetch(stream as unknown as NodeJS.WriteStream);
  const file = { step: 'fetch', name: 'qdrant', message: 'qdrant-1.16.3-of-a-long-name.tar.gz' } as const;
  show({ ...file, state: 'download', done: 1_000_000, total: 30_000_000 });
  show({ ...file, state: 'download', done: 2_000_000, total: 30_000_000 });
  for (const message of ['compiling a', 'compiling b'])
    show({ step: 'fetch', name: 'minio', state: 'build', message });
  show({ ...file, state: 'done', message: '1.16.3' });
  return String(stream.read());
}

test('elsewhere than on a terminal each step of getting engines is one line', () => {
  expect(shown(false).split('\n')).toEqual([
    'qdrant: download qdrant-1.16.3-of-a-long-name.tar.gz 1.0 of 30.0 MB',
    'minio: build compiling a',
    'qdrant: 1.16.3',
    '',
  ]);
});

test('on a terminal one line of its width is written over', () => {
  expect(shown(true)).toBe('\r\u001B[Kqdrant: download qdrant-1.16.\r\u001B[Kqdrant: 1.16.3\n');
});
