import { diskFull } from '../errors.ts';
import type { AppError } from '../errors.ts';
import { errorCode } from './engine-errors.ts';
import type { EngineName } from './engine-errors.ts';

const fullCodes = new Set(['ENOSPC', 'EDQUOT']);

const noRoom =
  /no space left|quota exceeded|(not enough|insufficient|exceeds available) (disk )?space|not enough space on the disk/i;

/**
 * Whether an engine that has no code for it says that its disk is full: by the system's words, or by those of its own
 * check of the disk before it writes. Qdrant has none; MinIO has one, and not where it meets the end of the disk itself.
 */
export function saysFull(message: string): boolean {
  return noRoom.test(message);
}

/** 507 for an engine that has no room for what it was sent: it kept none of it, and a retry would not help. */
export function fullEngine(engine: EngineName, cause: unknown): AppError {
  return diskFull(
    `The disk of ${engine} is full, so nothing was saved. Free some space there or delete records, and send it again.`,
    cause,
  );
}

/** 507 where a file of this machine could not be written for want of room; undefined for any other error. */
export function fullDisk(error: unknown): AppError | undefined {
  if (!fullCodes.has(errorCode(error) ?? '')) return undefined;
  return diskFull(
    'The disk of the data folder has no room for what was sent, so nothing was saved. Free some space or delete records, and send it again.',
    error,
  );
}
