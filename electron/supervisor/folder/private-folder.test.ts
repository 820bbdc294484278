import { mkdtempSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { closeToOthers } from './private-folder.ts';

test('elsewhere by its mode', () => {
  const folder = mkdtempSync(join(tmpdir(), 'frodb-private-'));
  expect(closeToOthers(folder, 'darwin', () => null)).toBe(true);
  expect(statSync(folder).mode & 0o777).toBe(0o700);
  rmSync(folder, { recursive: true });
});

const whoami = '"casa\\joão","S-1-5-21-1004336348-1177238915-682003330-1001"\r\n';

test('on Windows by its list of rights, for the user by number', () => {
  const ran: string[][] = [];
  const run = (program: string, args: string[]) => {
    ran.push([program, ...args]);
    return program === 'whoami' ? whoami : '';
  };
  expect(closeToOthers('D:\\dados de João', 'win32', run)).toBe(true);
  expect(ran[1]).toEqual([
    'icacls',
    'D:\\dados de João',
    '/inheritance:r',
    '/grant:r',
    '*S-1-5-21-1004336348-1177238915-682003330-1001:(OI)(CI)F',
    '/grant:r',
    '*S-1-5-18:(OI)(CI)F',
    '/grant:r',
    '*S-1-5-32-544:(OI)(CI)F',
    '/q',
  ]);
});

test.each([
  ['it is not known who asks', () => null],
  ['the disk keeps no rights', (program: string) => (program === 'whoami' ? whoami : null)],
])('says when it could not: %s', (_what, run) => {
  expect(closeToOthers('E:\\stick', 'win32', run)).toBe(false);
});
