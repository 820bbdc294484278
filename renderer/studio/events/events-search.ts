/** What events are about; `schema` is known to the API and not sent yet. */
export const eventGroups = ['record', 'collection', 'database', 'key', 'webhook', 'job', 'engine'] as const;
export type EventGroup = (typeof eventGroups)[number];

/** What the address of the page says: which events are shown. */
export interface EventsSearch {
  /** Absent: all. */
  groups?: EventGroup[] | undefined;
  database?: string | undefined;
  collection?: string | undefined;
}

export function parseEventsSearch({ groups, database, collection }: Record<string, unknown>): EventsSearch {
  const named = Array.isArray(groups) ? eventGroups.filter((group) => groups.includes(group)) : [];
  return {
    groups: named.length > 0 ? named : undefined,
    database: typeof database === 'string' ? database : undefined,
    collection: typeof collection === 'string' ? collection : undefined,
  };
}
