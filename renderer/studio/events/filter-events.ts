import type { LogEntry } from './log-entries.ts';
import type { EventGroup, EventsSearch } from './events-search.ts';

/** The lines that the filter lets through; gaps always are among them. */
export function filterEvents(entries: readonly LogEntry[], filter: EventsSearch): readonly LogEntry[] {
  const { groups, database, collection } = filter;
  if (!groups && database === undefined && collection === undefined) return entries;
  return entries.filter(
    (entry) =>
      entry.kind === 'gap' ||
      ((!groups || groups.some((group) => group === groupOf(entry.event.type))) &&
        (database === undefined || entry.event.database === database) &&
        (collection === undefined || entry.event.collection === collection)),
  );
}

/** `record` of `record.created`. */
export function groupOf(type: string): EventGroup | 'schema' {
  return type.split('.')[0] as EventGroup | 'schema';
}
