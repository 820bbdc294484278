import { existsSync } from 'node:fs';
import { chmod, cp, mkdir, mkdtemp, readFile, readdir, rm } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { syncFolder, syncTree } from '../../electron/supervisor/folder/durable-file.ts';
import { renamePatiently } from '../../electron/supervisor/folder/patient-rename.ts';
import type { NpmWay } from './catalogue.ts';
import type { Context } from './context.ts';
import { EnginesError, systemCode } from './engines-error.ts';

/**
 * Fills a folder of the platform's folder beside it first and swaps it in when it is whole and on the disk, so that
 * a run that is cut off, be it by a pulled plug, never leaves half an engine.
 */
export async function installFolder(
  context: Context,
  name: string,
  fill: (dir: string) => Promise<void>,
): Promise<void> {
  await mkdir(context.dir, { recursive: true });
  const staged = await mkdtemp(join(context.dir, `.${name}-`));
  try {
    // mkdtemp makes 0700; engines may have to run as another user.
    await chmod(staged, 0o755);
    await fill(staged);
    await syncTree(staged);
    await swapIn(staged, join(context.dir, name));
    syncFolder(context.dir);
  } finally {
    await rm(staged, { recursive: true, force: true, maxRetries: 5 });
  }
}

/**
 * Puts a folder into the place of another, which is moved away whole before anything of it is deleted: a FroDB that
 * runs from it keeps its files on Unix, and on Windows, where it can't be moved, nothing is changed.
 */
async function swapIn(staged: string, target: string): Promise<void> {
  const old = `${staged}-old`;
  try {
    await renamePatiently(target, old);
  } catch (error) {
    if (systemCode(error) === 'ENOENT') return await renamePatiently(staged, target);
    if (!['EPERM', 'EACCES', 'EBUSY'].includes(systemCode(error))) throw error;
    throw new EnginesError(
      `${target} is in use or may not be changed (${systemCode(error)}). Stop the FroDB that runs from it`,
      { cause: error },
    );
  }
  try {
    await renamePatiently(staged, target);
  } catch (error) {
    await renamePatiently(old, target);
    throw error;
  }
  await rm(old, { recursive: true, force: true, maxRetries: 5 });
}

/** Takes away what runs that were killed left in the platform's folder. Only under the lock. */
export async function removeLeftovers(dir: string): Promise<void> {
  const names = await readdir(dir).catch(() => []);
  for (const name of names) {
    if (/^\.(postgres|qdrant|minio)-/.test(name)) {
      await rm(join(dir, name), { recursive: true, force: true, maxRetries: 5 });
    }
  }
}

/** The folder of a package that npm installed at exactly this version, or null. */
export async function installedPackage(context: Context, way: NpmWay): Promise<string | null> {
  for (let dir = context.packagesFrom; ; dir = dirname(dir)) {
    const found = join(dir, 'node_modules', way.package);
    if (existsSync(join(found, 'package.json'))) {
      const { version } = JSON.parse(await readFile(join(found, 'package.json'), 'utf8')) as {
        version: string;
      };
      return version === way.version ? found : null;
    }
    if (dirname(dir) === dir) return null;
  }
}

/** Copies a tree with its permissions and links. */
export async function copyTree(from: string, to: string): Promise<void> {
  await cp(from, to, { recursive: true, verbatimSymlinks: true, preserveTimestamps: true });
}
