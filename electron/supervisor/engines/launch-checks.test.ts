import { describe, expect, test } from 'vitest';
import { systemRoot } from '../process/programs-of-windows.ts';
import { engineEnv } from './engine.ts';
import { explainExit } from '../process/exit-codes.ts';
import { requireOrdinaryRights, requireRuntimeLibraries } from './launch-checks.ts';

describe('explainExit', () => {
  test.each([
    ['code 3221225781', /Visual C\+\+ Redistributable/],
    ['code -1073741515', /Visual C\+\+ Redistributable/],
    ['code 3221225785', /older/],
    ['code 3221225595', /another processor/],
    ['code 3221225794', /restart/],
    ['code 3221225501', /newer processor/],
  ])('%s', (how, words) => expect(explainExit(how)).toMatch(words));

  test.each(['code 0', 'code 1', 'code 127', 'SIGKILL', 'spawn ENOENT'])('%s says enough', (how) => {
    expect(explainExit(how)).toBeNull();
  });
});

describe('requireRuntimeLibraries', () => {
  const check = (there: string[], platform: NodeJS.Platform = 'win32') =>
    requireRuntimeLibraries('Qdrant', '/engines/qdrant.exe', {
      platform,
      systemRoot: '/Windows',
      exists: (path) => there.includes(path),
    });

  test('are found in the system, or beside the program', () => {
    const inSystem = ['/Windows/System32/vcruntime140.dll', '/Windows/System32/msvcp140.dll'];
    expect(() => check(inSystem)).not.toThrow();
    expect(() => check(['/engines/vcruntime140.dll', '/Windows/System32/msvcp140.dll'])).not.toThrow();
    expect(() => check([], 'linux')).not.toThrow();
  });

  test('are asked for by name, with where they come from', () => {
    expect(() => check([])).toThrow(/vcruntime140\.dll and msvcp140\.dll are missing.*Redistributable/);
    expect(() => check(['/engines/vcruntime140.dll'])).toThrow(/: msvcp140\.dll/);
  });
});

test('an engine gets Windows from where it is installed', () => {
  expect(systemRoot({ SystemRoot: 'D:\\WINNT' })).toBe('D:\\WINNT');
  expect(systemRoot({ windir: 'E:\\Windows' })).toBe('E:\\Windows');
  expect(systemRoot({})).toBe('C:\\Windows');
  const env = engineEnv({ A: '1' }, 'win32', 'D:\\WINNT');
  expect(env).toEqual({
    SystemRoot: 'D:\\WINNT',
    windir: 'D:\\WINNT',
    Path: 'D:\\WINNT\\System32;D:\\WINNT',
    TZ: 'UTC',
    A: '1',
  });
  expect(engineEnv({}, 'darwin')).toEqual({ PATH: '/usr/bin:/bin', LC_ALL: 'C', TZ: 'UTC' });
});

test.each<[NodeJS.Platform, string | null, boolean]>([
  ['win32', '"Mandatory Label\\High Mandatory Level","Label","S-1-16-12288",""', true],
  ['win32', '"Verbindliche Beschriftung\\Systemverbindlichkeitsstufe","x","S-1-16-16384",""', true],
  ['win32', '"Rótulo obrigatório\\Nível obrigatório médio","x","S-1-16-8192",""', false],
  ['win32', null, false],
  ['linux', '"S-1-16-12288"', false],
])('on %s, with %s, administrator’s rights are refused: %s', (platform, groups, isRefused) => {
  const check = (): void => requireOrdinaryRights(platform, () => groups);
  if (isRefused) expect(check).toThrow(/ordinary terminal/);
  else expect(check).not.toThrow();
});
