import { createHash } from 'node:crypto';
import { withSortedKeys } from '../schema/json.ts';

/** A file as the same input has it: by field, name and content. */
export interface HashedFile {
  field: string;
  name: string;
  sha256: string;
}

/** SHA-256 (hex) of a parsed input: keys in any order and files by name and content give the same. */
export function hashInput(json: unknown, files: HashedFile[] = []): string {
  return createHash('sha256')
    .update(JSON.stringify([withSortedKeys(json), files]))
    .digest('hex');
}

/** The same for a list that comes piece by piece. */
export function hashList(options: unknown): { add: (item: unknown) => void; digest: () => string } {
  const hash = createHash('sha256').update(JSON.stringify(withSortedKeys(options)));
  return {
    add: (item) => void hash.update(`\n${JSON.stringify(withSortedKeys(item)) ?? ''}`),
    digest: () => hash.digest('hex'),
  };
}
