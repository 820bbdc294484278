import { mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { isMachinesFault, setAsideIfBroken } from './set-aside.ts';

describe('isMachinesFault', () => {
  test.each([
    'Error: No space left on device (os error 28)',
    'Service internal error: Espaço insuficiente no disco. (os error 112)',
    'Zugriff verweigert (os error 5)',
    'O processo não pode acessar o arquivo (os error 32)',
    'Panic: called `Result::unwrap()` on an `Err` value: Os { code: 24, kind: Uncategorized, message: "x" }',
    'Resource temporarily unavailable (os error 11)',
    'Permission denied (os error 13)',
    'Input/output error (os error 5)',
    'Cannot allocate memory (os error 12)',
    'Read-only file system (os error 30)',
    'Disk quota exceeded (os error 122)',
    'Address already in use (os error 98)',
    'Address already in use (os error 48)',
    'Normalerweise darf jede Socketadresse nur einmal verwendet werden. (os error 10048)',
    'IO error: No space left on device: While appending to file: ./x/000012.sst',
    'IO error: Too many open files: while open a file for random read',
    'memory allocation of 65536 bytes failed',
    '<jemalloc>: Unsupported system page size',
    "qdrant: /lib/x86_64-linux-gnu/libc.so.6: version `GLIBC_2.34' not found (required by qdrant)",
    'error while loading shared libraries: libunwind.so.8: cannot open shared object file',
  ])('%s', (line) => {
    expect(isMachinesFault(['INFO qdrant: starting', line, 'x'])).toBe(true);
  });

  test.each([
    'Panic occurred: Failed to load local shard "x": Corruption: bad block',
    'No such file or directory (os error 2)',
    'Service storage error: invalid type at line 1 (os error 280)',
    'Os { code: 2, kind: NotFound, message: "No such file" }',
    'collection 28 of 112',
    'took 24 ms, 5 segments (32 MB)',
  ])('not: %s', (line) => {
    expect(isMachinesFault([line])).toBe(false);
  });
});

describe('setAsideIfBroken', () => {
  let folder: string;

  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'frodb-aside-'));
    mkdirSync(join(folder, 'storage'));
    writeFileSync(join(folder, 'storage', 'raft_state.json'), '{}');
  });
  afterEach(() => rmSync(folder, { recursive: true, force: true }));

  const givenUp = (lastLines: string[]) => ({
    engine: { folder },
    process: { crashesAtStart: 3, lastLines, restart: () => Promise.resolve() },
  });

  test('leaves the storage where it is when the machine was at fault', async () => {
    expect(await setAsideIfBroken(givenUp(['x (os error 112)']), () => {})).toBe(false);
    expect(readdirSync(folder)).toEqual(['storage']);
  });

  test('sets it aside, whole, when it can not be opened', async () => {
    const notices: string[] = [];
    expect(await setAsideIfBroken(givenUp(['bad block']), (text) => notices.push(text))).toBe(true);
    expect(readdirSync(folder)).toEqual([expect.stringMatching(/^storage\.broken-/)]);
    expect(notices).toHaveLength(1);
  });
});
