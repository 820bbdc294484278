import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { mkdir, readFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { writeDurably } from '../../electron/supervisor/folder/durable-file.ts';

/** sha256 of a file, in hex. */
export async function sha256Of(path: string, signal?: AbortSignal): Promise<string> {
  const hash = createHash('sha256');
  await pipeline(createReadStream(path), hash, signal ? { signal } : {});
  return hash.digest('hex');
}

/** File name → how we came to believe in these bytes. */
type Known = Record<string, { sha256: string; how: 'trusted on first use' | 'built here' }>;

/**
 * Checksums that this user's cache learned: of files trusted on first use and of programs built here. They are
 * held to from then on; what the catalogue says always goes before.
 */
export async function readKnownChecksums(file: string): Promise<Known> {
  try {
    return JSON.parse(await readFile(file, 'utf8')) as Known;
  } catch {
    return {};
  }
}

export async function recordChecksum(file: string, name: string, entry: Known[string]): Promise<void> {
  const known = { ...(await readKnownChecksums(file)), [name]: entry };
  await mkdir(dirname(file), { recursive: true });
  writeDurably(file, `${JSON.stringify(known, null, 2)}\n`, 0o644);
}
