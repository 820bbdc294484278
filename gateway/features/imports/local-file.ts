import { randomUUID } from 'node:crypto';
import { createWriteStream } from 'node:fs';
import { mkdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { AppError, unavailable } from '../../errors.ts';
import { fullDisk } from '../../infra/full-disk.ts';

/** Runs `use` with a path for a file of its own, where others may come to lie beside it; all of them are gone after it. */
export async function withLocalPath<Result>(
  tempDir: string,
  use: (path: string) => Promise<Result>,
): Promise<Result> {
  const folder = join(tempDir, randomUUID());
  await mkdir(folder, { recursive: true, mode: 0o700 });
  try {
    return await use(join(folder, 'rows'));
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/** Writes what comes to a new file. Errors: those of the source, 507 for a full disk. */
export async function writeFileFrom(
  source: AsyncIterable<Buffer>,
  path: string,
  signal?: AbortSignal,
): Promise<void> {
  try {
    const file = createWriteStream(path, { flags: 'wx', mode: 0o600 });
    await pipeline(Readable.from(source, { objectMode: false }), file, { signal });
  } catch (error) {
    signal?.throwIfAborted();
    if (error instanceof AppError) throw error;
    throw fullDisk(error) ?? unavailable('import', 'reading the file broke off', error);
  }
}
