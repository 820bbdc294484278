import { invalidField } from '../errors.ts';

/** How one list is read. Items are in the order of a key that never changes and is there once. */
export interface ListSource<Item> {
  /** Binds a cursor to its list: name it with whatever filters it. */
  name: string;
  /** At most `limit` items whose key comes after `after`. */
  read: (after: string | null, limit: number) => Promise<Item[]>;
  count: () => Promise<number>;
  keyOf: (item: Item) => string;
  /** Whether a text could be such a key: what a cursor holds may come from anywhere. Default: any text. */
  isKey?: (text: string) => boolean;
}

export interface ListRequest {
  limit: number;
  cursor?: string | undefined;
  count: boolean;
}

/** One page; `total` is counted on the first page only. Throws 400 for a cursor of another list. */
export async function listPage<Item>(
  source: ListSource<Item>,
  { limit, cursor, count }: ListRequest,
): Promise<{ items: Item[]; total: number | null; next_cursor: string | null }> {
  const after = cursor === undefined ? null : decodeCursor(source.name, cursor);
  if (after !== null && source.isKey?.(after) === false) throw notACursor();
  const [found, total] = await Promise.all([
    source.read(after, limit + 1),
    count && after === null ? source.count() : null,
  ]);
  const items = found.slice(0, limit);
  const last = items.at(-1);
  const next =
    found.length > limit && last !== undefined ? encodeCursor(source.name, source.keyOf(last)) : null;
  return { items, total, next_cursor: next };
}

function encodeCursor(list: string, key: string): string {
  return Buffer.from(JSON.stringify([list, key])).toString('base64url');
}

function decodeCursor(list: string, cursor: string): string {
  let parsed: unknown;
  try {
    parsed = JSON.parse(Buffer.from(cursor, 'base64url').toString());
  } catch {
    // Falls through: not ours.
  }
  const [ofList, key] = Array.isArray(parsed) ? (parsed as unknown[]) : [];
  if (typeof key !== 'string' || key.includes('\0')) {
    throw notACursor();
  }
  if (ofList !== list)
    throw invalidField('cursor', 'other_query', 'belongs to another list, or to another filter of it');
  return key;
}

/** 400 for what this server never gave as a cursor. */
export function notACursor(): Error {
  return invalidField('cursor', 'bad_cursor', 'is not a cursor that this server gave');
}
