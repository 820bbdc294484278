import { chmod, copyFile, readdir, rm } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { unpack } from './archive.ts';
import { obtain, type Artefact } from './artefact.ts';
import { exeSuffix, type ArchiveWay, type NpmWay, type Platform } from './catalogue.ts';
import { sha256Of } from './checksum.ts';
import type { Context } from './context.ts';
import { ChecksumError, EnginesError } from './engines-error.ts';
import { glibcLack, pageSizeLack } from './machine.ts';
import { installFolder, installedPackage } from './install.ts';

export function qdrantProgram(dir: string, platform: Platform): string {
  return join(dir, 'qdrant', `qdrant${exeSuffix(platform)}`);
}

async function place(context: Context, binary: string): Promise<void> {
  await installFolder(context, 'qdrant', async (dir) => {
    const target = join(dir, `qdrant${exeSuffix(context.platform)}`);
    await copyFile(binary, target);
    await chmod(target, 0o755);
  });
}

/** npm checked the package against its lock; the binary in it is checked here against the catalogue. */
async function fromInstalledPackage(context: Context, way: NpmWay): Promise<string | null> {
  const present = await installedPackage(context, way);
  if (!present) return null;
  const binary = join(present, way.root, `qdrant${exeSuffix(context.platform)}`);
  context.onProgress({ name: 'qdrant', state: 'verify', message: way.package });
  const actual = await sha256Of(binary, context.signal);
  if (!way.binarySha256) return null;
  if (actual !== way.binarySha256) throw new ChecksumError(binary, actual, way.binarySha256);
  await place(context, binary);
  return `npm package ${way.package}`;
}

async function fromArchive(context: Context, way: NpmWay | ArchiveWay): Promise<string> {
  const artefact: Artefact = { file: way.file, sha256: way.sha256 };
  if (way.kind === 'archive') artefact.url = way.url;
  else artefact.npm = { package: way.package, version: way.version };
  const archive = await obtain(context, 'qdrant', artefact);
  context.onProgress({ name: 'qdrant', state: 'unpack', message: basename(archive) });
  const unpacked = join(context.dir, '.qdrant-unpacked');
  try {
    await unpack(archive, unpacked, context.signal);
    const name = `qdrant${exeSuffix(context.platform)}`;
    const files = await readdir(unpacked, { recursive: true });
    const found = files.find((path) => basename(path) === name);
    if (!found) throw new EnginesError(`${archive} holds no ${name}`);
    await place(context, join(unpacked, found));
  } finally {
    await rm(unpacked, { recursive: true, force: true });
  }
  return basename(archive);
}

/** Puts Qdrant into `<dir>/qdrant`, by the first way that works, and says where it came from. */
export async function installQdrant(context: Context): Promise<string> {
  const { ways } = context.catalogue.qdrant.platforms[context.platform];
  const machine = context.machine();
  const lackOfPages = pageSizeLack(machine);
  if (lackOfPages !== null) throw new EnginesError(lackOfPages);
  const refusals: string[] = [];
  const fitting = ways.filter((way) => {
    const lack = glibcLack(way.glibc, machine);
    if (lack !== null) refusals.push(`${way.file}: ${lack}`);
    return lack === null;
  });
  for (const way of fitting) {
    const from = way.kind === 'npm' ? await fromInstalledPackage(context, way) : null;
    if (from) return from;
  }
  for (const way of fitting) {
    try {
      return await fromArchive(context, way);
    } catch (error) {
      context.signal?.throwIfAborted();
      if (error instanceof ChecksumError || !(error instanceof EnginesError)) throw error;
      refusals.push(error.message);
    }
  }
  throw new EnginesError(refusals.join('; '));
}
