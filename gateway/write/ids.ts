import { createHash, randomFillSync } from 'node:crypto';
import { v7 as uuidv7 } from 'uuid';

/** Random bytes for 256 ids: one call of the system for each id would cost more than the rest of it. */
const randomness = new Uint8Array(4_096);
let used = randomness.length;
let msecs = 0;
let seq = 0;

/** A new UUIDv7, later in order than every one before it: the id of a record, a file, a chunk, or a revision. */
export function newId(): string {
  if (used === randomness.length) {
    randomFillSync(randomness);
    used = 0;
  }
  const random = randomness.subarray(used, (used += 16));
  const now = Date.now();
  // Counts within a millisecond, and on when the clock is set back; the library wraps the counter at 32 bits.
  if (now > msecs) {
    msecs = now;
    seq = ((random[6] ?? 0) << 16) | ((random[7] ?? 0) << 8) | (random[8] ?? 0);
  } else seq++;
  return uuidv7({ random, msecs, seq });
}

/**
 * The id of a point, derived from what it stands for, so that an intent can name it by counts alone.
 * A UUIDv8 made of the first 122 bits of a SHA-256.
 */
export function pointId(revision: string, recordId: string, field: number, chunk: number): string {
  const hash = createHash('sha256').update(`${revision}/${recordId}/${field}/${chunk}`).digest();
  hash[6] = ((hash[6] ?? 0) & 0x0f) | 0x80;
  hash[8] = ((hash[8] ?? 0) & 0x3f) | 0x80;
  const hex = hash.toString('hex', 0, 16);
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-${hex.slice(12, 16)}-${hex.slice(16, 20)}-${hex.slice(20)}`;
}
