import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { makeFolder, removeDrafts, syncTree, writeDurably } from './durable-file.ts';

let folder: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'frodb-durable-'));
});
afterEach(() => {
  rmSync(folder, { recursive: true, force: true });
});

test('writeDurably replaces a file, leaves no draft and lets nobody else read it', () => {
  const path = join(folder, 'credentials.json');
  writeFileSync(path, 'old', { mode: 0o644 });
  writeDurably(path, 'new');
  expect(readFileSync(path, 'utf8')).toBe('new');
  expect(statSync(path).mode & 0o777).toBe(0o600);
  expect(readdirSync(folder)).toEqual(['credentials.json']);
});

test('removeDrafts takes away what writes of these files left, and nothing else', () => {
  const kept = ['frodb.json', 'frodb.json.bak', 'frodb.json.1a', 'other.json.123'];
  for (const name of [...kept, 'frodb.json.3636679069']) writeFileSync(join(folder, name), '');
  removeDrafts(folder, ['frodb.json', 'ports.json']);
  expect(readdirSync(folder).toSorted()).toEqual(kept.toSorted());
});

test('makeFolder makes those above too, closed to others, and minds none that is there', async () => {
  const path = join(folder, 'minio', 'data');
  makeFolder(path);
  makeFolder(path);
  expect(existsSync(path)).toBe(true);
  expect(statSync(join(folder, 'minio')).mode & 0o777).toBe(0o700);
  writeFileSync(join(path, 'file'), 'x');
  await syncTree(folder);
});
