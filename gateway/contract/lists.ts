import { z } from 'zod';
import { limits } from './limits.ts';

export const time = z.string().describe('RFC 3339, UTC, milliseconds');

/** The query string of every list. */
export const listQuery = z.strictObject({
  limit: z
    .int()
    .min(1)
    .max(limits.listLimit)
    .default(limits.listLimitDefault)
    .describe('How many there are on a page, at most'),
  cursor: z.string().max(limits.cursorLength).optional().describe('next_cursor of the page before'),
  count: z.boolean().default(true).describe('false skips the total'),
});
export type ListQuery = z.infer<typeof listQuery>;

/** One page of a list. */
export interface Page<Item> {
  items: Item[];
  /** Exact; null behind a cursor and with `count=false`. */
  total: number | null;
  next_cursor: string | null;
}

export function listOf<Item extends z.ZodType>(item: Item) {
  return z.object({
    items: z.array(item),
    total: z.int().nullable().describe('Exact, on the first page only'),
    next_cursor: z.string().nullable(),
  });
}

/** The query string of a route that takes none. */
export const noQuery = z.strictObject({});

/** The answer of a route that has nothing to say: 204. */
export const done = z.null();
