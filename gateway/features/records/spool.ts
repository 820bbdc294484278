import { randomUUID } from 'node:crypto';
import { open, rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { Readable } from 'node:stream';
import { bodyTooLarge, invalidField } from '../../errors.ts';
import { errorCode } from '../../infra/engine-errors.ts';
import { fullDisk } from '../../infra/full-disk.ts';

export interface SpoolOptions {
  /** Ours alone. */
  folder: string;
  /** Bytes. */
  limit: number;
}

/**
 * Writes a body to a file as it arrives; returns its path, and whoever calls removes it. Errors: 413 above the limit,
 * 400 for a body that breaks off, 507 for a full disk; the file is gone then.
 */
export async function spool(source: Readable, { folder, limit }: SpoolOptions): Promise<string> {
  const path = join(folder, `${randomUUID()}.spool`);
  const file = await open(path, 'wx', 0o600);
  try {
    let size = 0;
    // The connection must outlive a refusal: its answer goes the same way.
    for await (const piece of source.iterator({ destroyOnReturn: false }) as AsyncIterable<Buffer>) {
      size += piece.length;
      if (size > limit) throw bodyTooLarge(limit);
      await file.write(piece);
    }
  } catch (error) {
    await rm(path, { force: true });
    throw refusalOf(error);
  } finally {
    await file.close();
  }
  return path;
}

function refusalOf(error: unknown): unknown {
  switch (errorCode(error)) {
    case 'ECONNRESET':
    case 'ERR_STREAM_PREMATURE_CLOSE':
      return invalidField('body', 'truncated', 'ends before it is complete');
    default:
      return fullDisk(error) ?? error;
  }
}
