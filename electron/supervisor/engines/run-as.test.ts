import { spawnSync } from 'node:child_process';
import { chownSync, mkdtempSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { capabilities } from '../../../test/support/capabilities.ts';
import { parseAccounts, spawnIds } from './run-as.ts';

// As macOS has it.
const passwd = `##
# User Database
##
nobody:*:-2:-2:Unprivileged User:/var/empty:/usr/bin/false
root:*:0:0:System Administrator:/var/root:/bin/sh
_postgres:*:216:216:PostgreSQL Server:/var/empty:/usr/bin/false
big:*:4294967294:4294967294:x:/:/bin/sh
`;

test('numbers are those of files, and a child gets them as Node takes them', () => {
  const [nobody, root, postgres, big] = parseAccounts(passwd);
  expect(nobody).toEqual({ name: 'nobody', uid: 4_294_967_294, gid: 4_294_967_294 });
  expect(nobody && spawnIds(nobody)).toEqual({ uid: -2, gid: -2 });
  expect(big && spawnIds(big)).toEqual({ uid: -2, gid: -2 });
  expect(root && spawnIds(root)).toEqual({ uid: 0, gid: 0 });
  expect(postgres && spawnIds(postgres)).toEqual({ uid: 216, gid: 216 });
});

test.skipIf(!capabilities.root)('both forms name the same user to this system', () => {
  const [nobody] = parseAccounts(passwd);
  if (nobody === undefined) throw new Error('nobody');
  const folder = mkdtempSync(join(tmpdir(), 'frodb-run-as-'));
  try {
    chownSync(folder, nobody.uid, nobody.gid);
    expect(statSync(folder).uid).toBe(nobody.uid);
    const { stdout } = spawnSync('/usr/bin/id', ['-u'], { ...spawnIds(nobody), encoding: 'utf8', cwd: '/' });
    expect(Number(stdout)).toBe(nobody.uid);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
});
