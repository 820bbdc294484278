import type { CollectionSchema, Row } from '../../api/types.ts';

/** How a hit is headed: what it says of itself, and what it is told apart by. */
export interface HitName {
  title: string;
  /** A unique value, else the end of its id. */
  code: string;
}

/** The first string that is not unique is the title, the first unique value the code; each stands in for the other. */
export function hitName(schema: CollectionSchema | undefined, record: Row): HitName {
  const fields = schema?.fields ?? [];
  const shortId = record.id.slice(-8);
  const first = (isWanted: (field: (typeof fields)[number]) => boolean): string | undefined => {
    for (const field of fields) {
      const value = isWanted(field) ? record[field.name] : null;
      if (typeof value === 'number') return String(value);
      if (typeof value === 'string' && value.trim() !== '') return value;
    }
    return undefined;
  };
  const code = first(({ type, unique }) => Boolean(unique) && (type === 'string' || type === 'int'));
  const title = first(({ type, unique }) => !unique && type === 'string');
  return { title: title ?? code ?? shortId, code: code ?? shortId };
}

/** The record's own day, by its first date; undefined where it has none. */
export function hitDay(
  schema: CollectionSchema | undefined,
  record: Row,
): { field: string; value: string } | undefined {
  for (const { name, type } of schema?.fields ?? []) {
    const value = record[name];
    if ((type === 'date' || type === 'datetime') && typeof value === 'string') return { field: name, value };
  }
  return undefined;
}
