/** What the page of all collections shows, in its address. */
export interface CollectionsSearch {
  /** Only the collections of this one. */
  database?: string;
  /** A part of a name or a description. */
  find?: string;
  /** The inspector: of a database, or the form of a new one. */
  details?: string;
  create?: 'database';
}

export function readCollectionsSearch(given: Record<string, unknown>): CollectionsSearch {
  const textOf = (value: unknown): string | undefined =>
    typeof value === 'string' && value !== '' ? value : undefined;
  return {
    database: textOf(given['database']),
    find: textOf(given['find']),
    details: textOf(given['details']),
    create: given['create'] === 'database' ? 'database' : undefined,
  };
}
