import { createHash, randomBytes } from 'node:crypto';
import { cpSync, existsSync, mkdirSync, readFileSync, renameSync, rmSync, statSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { nearestExisting } from '../folder/disk-space.ts';
import { syncFolder, syncTree } from '../folder/durable-file.ts';
import { SupervisorError } from '../supervisor-error.ts';

/** The user Postgres runs as when FroDB is started by root, whom it refuses. Unsigned numbers. */
export interface RunAs {
  name: string;
  uid: number;
  gid: number;
}

/**
 * The accounts of a passwd file. Numbers are unsigned, as files have them: macOS writes nobody as -2. Whoever
 * starts a program as one of them gives `spawnIds`.
 */
export function parseAccounts(text: string): RunAs[] {
  return text.split('\n').flatMap((line) => {
    const [name, , uid, gid] = line.split(':');
    if (name === undefined || uid === undefined || gid === undefined) return [];
    return [{ name, uid: Number(uid) >>> 0, gid: Number(gid) >>> 0 }];
  });
}

/** As Node takes them for a child: signed 32-bit numbers, where the same bits are the same user. */
export function spawnIds({ uid, gid }: RunAs): { uid: number; gid: number } {
  return { uid: uid | 0, gid: gid | 0 };
}

function readAccounts(): RunAs[] {
  try {
    return parseAccounts(readFileSync('/etc/passwd', 'utf8'));
  } catch {
    return [];
  }
}

/**
 * Null for an ordinary user: then nothing changes hands. As root: the owner of Postgres' existing folder, so that
 * a folder keeps its user, else `postgres`, else `nobody`.
 */
export function userForPostgres(folder: string): RunAs | null {
  if (process.platform === 'win32' || process.geteuid?.() !== 0) return null;
  const accounts = readAccounts();
  const owner = existsSync(folder) ? statSync(folder).uid : 0;
  const user =
    (owner === 0 ? undefined : accounts.find((account) => account.uid === owner)) ??
    accounts.find((account) => account.name === 'postgres') ??
    accounts.find((account) => account.name === 'nobody');
  if (user === undefined) {
    throw new SupervisorError(
      'bad_config',
      'Postgres refuses to run as root, and this machine has neither a user "postgres" nor "nobody". ' +
        'Make one (useradd --system postgres) or start FroDB as an ordinary user.',
    );
  }
  return user;
}

/** The folder that keeps `user` from getting to `path` (no permission to pass), or null when nothing does. */
export function blockedAt(path: string, user: RunAs): string | null {
  const parents: string[] = [];
  for (let folder = path; ; folder = dirname(folder)) {
    parents.unshift(folder);
    if (folder === dirname(folder)) break;
  }
  for (const folder of parents) {
    const { mode, uid, gid } = statSync(folder);
    const shift = uid === user.uid ? 6 : gid === user.gid ? 3 : 0;
    if (((mode >> shift) & 0o1) === 0) return folder;
  }
  return null;
}

/** Throws, saying what to do, when the user Postgres runs as can't get to the data folder. */
export function requireReachable(folder: string, user: RunAs): void {
  const blocked = blockedAt(nearestExisting(folder), user);
  if (blocked === null) return;
  throw new SupervisorError(
    'folder_unreachable',
    `FroDB was started by root, so Postgres runs as the user "${user.name}", who can't pass through ${blocked}. ` +
      `Choose another data folder (--data-dir), allow passing (chmod o+x ${blocked}), or start FroDB as an ordinary user.`,
  );
}

/**
 * The given folder of binaries, or a copy of it in the cache when the user can't reach it. `probe` is a file in
 * it, by which a changed set of binaries is told from the copied one.
 */
export async function reachableBinaries(
  folder: string,
  probe: string,
  cacheDir: string,
  user: RunAs,
): Promise<string> {
  if (blockedAt(join(folder, probe), user) === null) return folder;
  const { size, mtimeMs } = statSync(join(folder, probe));
  const hash = createHash('sha256').update(`${folder}\0${size}\0${mtimeMs}`).digest('hex').slice(0, 12);
  const copy = join(cacheDir, 'run', `${basename(folder)}-${hash}`);
  if (!existsSync(copy)) {
    mkdirSync(dirname(copy), { recursive: true, mode: 0o755 });
    const draft = `${copy}.${randomBytes(4).toString('hex')}`;
    cpSync(folder, draft, { recursive: true, verbatimSymlinks: true, preserveTimestamps: true });
    // On the disk before it gets its name: a pulled plug leaves no half of a program under it.
    await syncTree(draft);
    try {
      renameSync(draft, copy);
      syncFolder(dirname(copy));
    } catch (error) {
      rmSync(draft, { recursive: true, force: true });
      // Another start copied the same at the same time.
      if (!existsSync(copy)) throw error;
    }
  }
  const blocked = blockedAt(join(copy, probe), user);
  if (blocked === null) return copy;
  throw new SupervisorError(
    'folder_unreachable',
    `Postgres runs as the user "${user.name}", who can reach neither ${folder} nor the cache ${cacheDir} (blocked at ${blocked}). ` +
      'Set FRODB_CACHE_DIR to a folder everybody may pass, or start FroDB as an ordinary user.',
  );
}
