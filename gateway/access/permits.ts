import type { KeyAction, KeyType, Permission } from '../contract/keys.ts';
import { AppError, notFound } from '../errors.ts';

export type { KeyType, Permission } from '../contract/keys.ts';

/** What a key can have the right to; the one list of them is `keyAction` of the contract. */
export type Action = KeyAction;

/** Who calls: a valid key. */
export interface Caller {
  keyId: string;
  name: string;
  type: KeyType;
  permissions: readonly Permission[];
}

/** What a caller asks to do, and with what. */
export interface Wish {
  action: Action;
  /** A name, or "*" for the whole server. */
  database: string;
  /** A name, null for any of the database, "*" for all. */
  collection: string | null;
}

/** `hidden`: the key has no right at all on it, so that it must not even learn that it is there. */
export type Verdict = 'yes' | 'forbidden' | 'hidden';

/**
 * May the caller do this? `database` and `collection` are names; "*" asks for all of them (the whole server, the
 * whole database), null as collection for any collection of the database. The server itself is never hidden.
 */
export function permits(
  caller: Pick<Caller, 'permissions'>,
  action: Action,
  database: string,
  collection: string | null,
): Verdict {
  let verdict: Verdict = database === '*' ? 'forbidden' : 'hidden';
  for (const permission of caller.permissions) {
    if (database !== '*' && !showsContents(permission)) continue;
    if (!covers(permission.databases, database)) continue;
    if (collection === null || covers(permission.collections, collection)) {
      if (grants(permission, action)) return 'yes';
      verdict = 'forbidden';
    } else if (collection === '*') {
      verdict = 'forbidden';
    }
  }
  return verdict;
}

/** Whether a key learns by it what there is: numbers of the whole server show nothing of what is in it. */
export function showsContents({ actions }: Permission): boolean {
  return actions.some((action) => action !== 'metrics');
}

/** Keys that were made when there were fewer actions manage the server, and name only those. */
function grants({ actions }: Permission, action: Action): boolean {
  return actions.includes(action) || (action === 'metrics' && actions.includes('admin'));
}

function covers(names: readonly string[] | '*', name: string): boolean {
  return names === '*' || names.includes(name);
}

/** Whether the action is on the whole server, and on no database. */
export function isOfServer(action: Action): boolean {
  return action === 'admin' || action === 'metrics';
}

/** May the key manage keys and engines? */
export function isAdmin(caller: Pick<Caller, 'permissions'>): boolean {
  return permits(caller, 'admin', '*', '*') === 'yes';
}

/** Throws 403 for a key that may do none of this anywhere. */
export function assertAnywhere(caller: Caller, actions: readonly Action[]): void {
  const has = new Set(caller.permissions.flatMap((permission) => permission.actions));
  if (actions.some((action) => has.has(action))) return;
  const words = actions.join(' or ');
  throw new AppError('forbidden', `The key “${caller.name}” has no right to ${words} anywhere.`);
}

/** Throws 403, or 404 where the key has no right at all; `hidden` has the words of a thing that is not there. */
export function assertPermitted(caller: Caller, wish: Wish, hidden = notThere(wish)): void {
  const { action, database, collection } = wish;
  switch (permits(caller, action, database, collection)) {
    case 'yes':
      return;
    case 'forbidden':
      throw new AppError('forbidden', `The key “${caller.name}” has no right to ${action} ${placeOf(wish)}.`);
    case 'hidden':
      throw notFound(hidden);
  }
}

function placeOf({ database, collection }: Wish): string {
  if (database === '*') return 'on the server';
  return collection === null || collection === '*'
    ? `in database ${database}`
    : `in ${database}.${collection}`;
}

/** The words of the 404 for a database or collection that does not exist, or that the key must not know of. */
export function notThere({ database, collection }: Pick<Wish, 'database' | 'collection'>): string {
  return collection === null || collection === '*'
    ? `There is no database ${database}.`
    : `There is no collection ${collection} in database ${database}.`;
}
