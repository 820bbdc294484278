import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { RunLog } from './log.ts';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'frodb-log-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

test('has progress under its step, said before the folder was there as well', async () => {
  const also: string[] = [];
  const log = new RunLog((line) => also.push(line));
  log.addProgress({ step: 'engine', name: 'qdrant', state: 'starting' });
  log.open(folder);
  log.addProgress({ step: 'notice', message: 'The disk is full.' });
  log.addProgress({ step: 'fetch', name: 'minio', state: 'missing', message: 'no Go' });
  log.addProgress({ step: 'move', done: 1, total: 2, bytes: 10, ofBytes: 20 });
  await log.close();
  const text = readFileSync(join(folder, 'frodb.log'), 'utf8');
  expect(text).toBe(also.join(''));
  const lines = text
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as object);
  expect(lines).toEqual([
    { level: 'info', time: expect.any(String), event: 'engine', name: 'qdrant', state: 'starting' },
    { level: 'warn', time: expect.any(String), event: 'notice', message: 'The disk is full.' },
    {
      level: 'warn',
      time: expect.any(String),
      event: 'fetch',
      name: 'minio',
      state: 'missing',
      message: 'no Go',
    },
  ]);
});
