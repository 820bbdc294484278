import { expect, test } from 'vitest';
import { describeReady } from './terminal.ts';

const frodb = {
  url: 'http://127.0.0.1:7420',
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
