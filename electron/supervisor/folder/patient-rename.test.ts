import { expect, test } from 'vitest';
import { renamePatiently } from './patient-rename.ts';

function failing(code: string, times: number): { rename: () => Promise<void>; calls: () => number } {
  let calls = 0;
  const rename = (): Promise<void> => {
    calls += 1;
    return calls <= times ? Promise.reject(Object.assign(new Error(code), { code })) : Promise.resolve();
  };
  return { rename, calls: () => calls };
}

test.each(['EPERM', 'EACCES', 'EBUSY'])('on Windows %s passes when the scanner is done', async (code) => {
  const { rename, calls } = failing(code, 3);
  await renamePatiently('a', 'b', { platform: 'win32', rename, pauseMs: 0 });
  expect(calls()).toBe(4);
});

test.each<[NodeJS.Platform, string, number]>([
  ['win32', 'EPERM', 8],
  ['win32', 'ENOENT', 1],
  ['win32', 'EXDEV', 1],
  ['linux', 'EPERM', 1],
  ['darwin', 'EACCES', 1],
])('on %s %s is given up after %i', async (platform, code, expected) => {
  const { rename, calls } = failing(code, 99);
  await expect(renamePatiently('a', 'b', { platform, rename, pauseMs: 0 })).rejects.toThrow(code);
  expect(calls()).toBe(expected);
});
