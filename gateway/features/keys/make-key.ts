import { randomBytes } from 'node:crypto';
import type { KeyType } from '../../access/permits.ts';

/** A new random key. */
export function makeKey(type: KeyType): string {
  return `frodb_${type}_${randomBytes(32).toString('hex')}`;
}
