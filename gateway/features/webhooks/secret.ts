import { randomBytes } from 'node:crypto';

/** A new random secret, as Standard Webhooks has it. */
export function makeSecret(): string {
  return `whsec_${randomBytes(32).toString('base64')}`;
}
