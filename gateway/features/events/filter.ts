import { isAdmin, permits } from '../../access/permits.ts';
import type { Caller } from '../../access/permits.ts';
import type { EventsQuery, WireEvent } from '../../contract/events.ts';

/** What of all events somebody wants to be told. */
export type EventFilter = (event: WireEvent) => boolean;

/** As a query string has it: what is not named in it narrows nothing. */
export function createFilter({ types, database, collection }: EventsQuery): EventFilter {
  const wanted = types === undefined ? null : new Set(types.split(','));
  return (event) =>
    (wanted === null || wanted.has(event.type) || wanted.has(`${groupOf(event)}.*`)) &&
    (database === undefined || event.database === database) &&
    (collection === undefined || event.collection === collection);
}

function groupOf({ type }: WireEvent): string {
  return type.slice(0, type.indexOf('.'));
}

/** May the key know of it? Of whatever it has any right on, of its own jobs and webhooks, and admins of all. */
export function maySee(caller: Pick<Caller, 'keyId' | 'permissions'>, event: WireEvent): boolean {
  const { database, collection } = event;
  switch (groupOf(event)) {
    case 'key':
    case 'engine':
      return isAdmin(caller);
    case 'job':
    case 'webhook':
      return event.key_id === caller.keyId || isAdmin(caller);
    default:
      return database !== null && permits(caller, 'read', database, collection) !== 'hidden';
  }
}
