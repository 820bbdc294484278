import { limits } from '../../../contract/limits.ts';

/** Whether a JSON body is read at once; a larger one is read in a worker, and its bytes move there. */
export function isReadInline(bytes: Uint8Array): boolean {
  return bytes.length <= limits.inlineBodyBytes;
}
