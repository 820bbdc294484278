import { expect, test } from 'vitest';
import { settingsFor } from './postgres-settings.ts';

test.each([
  ['linux', []],
  ['darwin', ['wal_sync_method=fsync_writethrough']],
  ['win32', ['wal_sync_method=fsync_writethrough']],
] as const)('on %s a commit is on the disk, and not only in its cache', (platform, syncMethods) => {
  const settings = settingsFor(platform);
  expect(settings.filter((setting) => setting.startsWith('wal_sync_method'))).toEqual(syncMethods);
  for (const name of ['fsync', 'synchronous_commit', 'full_page_writes'])
    expect(settings).toContain(`${name}=on`);
});
