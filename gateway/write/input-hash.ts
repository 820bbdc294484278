import { createHash } from 'node:crypto';

/** A file as the same input has it: by field, name and content. */
export interface HashedFile {
  field: string;
  name: string;
  sha256: string;
}

/** SHA-256 (hex) of a parsed input: keys in any order and files by name and content give the same. */
export function hashInput(json: unknown, files: HashedFile[] = []): string {
  return createHash('sha256')
    .update(JSON.stringify([sorted(json), files]))
    .digest('hex');
}

function sorted(value: unknown): unknown {
  // JSON would make null of what no field takes.
  if (typeof value === 'number' && !Number.isFinite(value)) return String(value);
  if (Array.isArray(value)) return value.map(sorted);
  if (typeof value !== 'object' || value === null) return value;
  const entries = Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1));
  return Object.fromEntries(entries.map(([key, inner]) => [key, sorted(inner)]));
}

/** The same for a list that comes piece by piece. */
export function hashList(options: unknown): { add: (item: unknown) => void; digest: () => string } {
  const hash = createHash('sha256').update(JSON.stringify(sorted(options)));
  return {
    add: (item) => void hash.update(`\n${JSON.stringify(sorted(item)) ?? ''}`),
    digest: () => hash.digest('hex'),
  };
}
