import { expect, test } from 'vitest';
import { glibcLack, lookAtMachine, pageSizeLack } from './machine.ts';

const machine = (glibc: string | null, pageSize = 4096) => ({ glibc, pageSize });

test.each<[string | undefined, string | null, RegExp | null]>([
  ['2.34', '2.36', null],
  ['2.34', '2.34', null],
  ['2.9', '2.31', null],
  ['2.34', '3.0', null],
  ['2.34', '2.31', /needs glibc 2\.34.*has 2\.31/],
  ['2.34', '2.28', /has 2\.28/],
  ['2.34', null, /musl/],
  [undefined, null, null],
  [undefined, '2.17', null],
])('built against glibc %s, on %s', (needed, glibc, lack) => {
  const said = glibcLack(needed, machine(glibc));
  if (lack === null) expect(said).toBeNull();
  else expect(said).toMatch(lack);
});

test.each([16_384, 65_536])('pages of %i bytes are named, with what to do', (pageSize) => {
  const said = pageSizeLack(machine('2.36', pageSize));
  expect(said).toContain(`${pageSize / 1024} KiB`);
  expect(said).toMatch(/FRODB_QDRANT_BIN/);
});

test('what is asked of this machine is answered; other systems have nothing to ask', () => {
  expect(pageSizeLack(machine('2.36'))).toBeNull();
  expect(glibcLack('2.34', null)).toBeNull();
  expect(lookAtMachine('darwin')).toBeNull();
  expect(lookAtMachine('win32')).toBeNull();
  if (process.platform === 'linux') expect(lookAtMachine()?.pageSize).toBeGreaterThanOrEqual(4096);
});
