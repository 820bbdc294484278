import { unavailable } from '../errors.ts';
import type { AppError } from '../errors.ts';
import { errorCode } from './engine-errors.ts';

const fullCodes = new Set(['ENOSPC', 'EDQUOT']);

/** 503 where a file of this machine could not be written for want of room; undefined for any other error. */
export function fullDisk(error: unknown): AppError | undefined {
  if (!fullCodes.has(errorCode(error) ?? '')) return undefined;
  return unavailable('disk', 'there is no room left for what was sent; free some and send it again', error);
}
