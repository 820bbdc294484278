import { readFile, rename, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import { syncFolder } from '../../infra/object-files.ts';
import type { Postgres } from '../../infra/postgres.ts';
import { newId } from '../../write/ids.ts';
import { makeKey } from './make-key.ts';
import { presetPermissions } from './preset-permissions.ts';
import * as store from './store.ts';

const adminKeyPattern = /^frodb_admin_[0-9a-f]{64}$/;

/** Of all FroDB's locks the one under which the first key is made, by one of several gateways. */
const firstKeyLock = 0x46726f02;

/**
 * Makes the first admin key where there is no key at all, and another one where the file with the kept one is damaged;
 * returns it, or null where nothing was to do. It is kept for the local app in `file`, which only the user can read:
 * written first, so that a crash in between costs nothing but a second try with the same key.
 */
export function makeFirstKey(
  pg: Postgres,
  options: { given: string | null; file: string },
): Promise<string | null> {
  return pg.transaction(async (tx) => {
    await tx.query('SELECT pg_advisory_xact_lock($1)', [firstKeyLock]);
    const kept = await readKept(options.file);
    const isDamaged = options.given === null && kept?.key === null;
    if ((await store.countKeys(tx)) > 0 && !isDamaged) return null;
    const key = options.given ?? kept?.key ?? makeKey('admin');
    await keep(options.file, key);
    const permissions = presetPermissions('admin');
    await store.insertKey(tx, {
      id: newId(),
      key,
      name: 'admin',
      type: 'admin',
      databases: null,
      permissions,
      expires_at: null,
    });
    return key;
  });
}

/** Null where there is no file: whoever took it away had a reason. `key` is null where it holds no key, or half of one. */
async function readKept(file: string): Promise<{ key: string | null } | null> {
  const text = (await readFile(file, 'utf8').catch(() => null))?.trim();
  if (text === undefined) return null;
  return { key: adminKeyPattern.test(text) ? text : null };
}

/** The admin key that is kept in the file; null where there is none. */
export async function readKeptKey(file: string): Promise<string | null> {
  return (await readKept(file))?.key ?? null;
}

async function keep(file: string, key: string): Promise<void> {
  await writeFile(`${file}.new`, `${key}\n`, { mode: 0o600, flush: true });
  await rename(`${file}.new`, file);
  await syncFolder(dirname(file));
}
