import { open } from 'node:fs/promises';
import { expect, it } from 'vitest';
import { fullDisk, saysFull } from './full-disk.ts';

it.skipIf(process.platform !== 'linux')('a full disk is 507 and says so', async () => {
  const full = await open('/dev/full', 'w');
  const error: unknown = await full.write('x').catch((failure: unknown) => failure);
  await full.close();
  expect(fullDisk(error)).toMatchObject({
    code: 'disk_full',
    message: expect.stringContaining('has no room') as string,
  });
});

it('any other error is none of its business', () => {
  expect(fullDisk(new Error('ENOSPC'))).toBeUndefined();
  expect(fullDisk(Object.assign(new Error(), { code: 'EACCES' }))).toBeUndefined();
});

it.each([
  ['We encountered an internal error, please try again.: cause(no space left on device)', true],
  ['Service internal error: No space left on device (os error 28)', true],
  ['Disk quota exceeded', true],
  ['There is not enough space on the disk. (os error 112)', true],
  ['We encountered an internal error, please try again.: cause(drive not found)', false],
])('an engine that says “%s” is full: %s', (message, isFull) => expect(saysFull(message)).toBe(isFull));
