/** What a key may do: lists of names, or "*" for all of them. */
export interface Permission {
  databases: readonly string[] | '*';
  collections: readonly string[] | '*';
  actions: readonly Action[];
}

export const actions = ['read', 'search', 'write', 'delete', 'schema', 'files', 'admin'] as const;
export type Action = (typeof actions)[number];

export type KeyType = 'admin' | 'database' | 'readonly' | 'custom';

/** Who calls: a valid key. */
export interface Caller {
  keyId: string;
  name: string;
  type: KeyType;
  permissions: readonly Permission[];
}

/** `hidden`: the key has no right at all on it, so that it must not even learn that it is there. */
export type Verdict = 'yes' | 'forbidden' | 'hidden';

/** The permissions that a type stands for; `databases` counts for the types that take it. */
export function presetPermissions(
  type: Exclude<KeyType, 'custom'>,
  databases: readonly string[] | '*' = '*',
): Permission[] {
  switch (type) {
    case 'admin':
      return [{ databases: '*', collections: '*', actions }];
    case 'database':
      return [{ databases, collections: '*', actions: actions.filter((action) => action !== 'admin') }];
    case 'readonly':
      return [{ databases, collections: '*', actions: ['read', 'search'] }];
  }
}

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
    if (permission.actions.length === 0 || !covers(permission.databases, database)) continue;
    if (collection === null || covers(permission.collections, collection)) {
      if (permission.actions.includes(action)) return 'yes';
      verdict = 'forbidden';
    } else if (collection === '*') {
      verdict = 'forbidden';
    }
  }
  return verdict;
}

function covers(names: readonly string[] | '*', name: string): boolean {
  return names === '*' || names.includes(name);
}

/** May the key manage keys and engines? */
export function isAdmin(caller: Pick<Caller, 'permissions'>): boolean {
  return permits(caller, 'admin', '*', '*') === 'yes';
}
