import type { Action, Permission } from '../../api/session.ts';
import type { ApiKey } from '../../api/types.ts';

export type KeyType = ApiKey['type'];
export type Names = Permission['databases'];

export const keyTypes = ['readonly', 'database', 'custom', 'admin'] as const satisfies readonly KeyType[];

/** In the order in which people think of them: first what looks, last what is of the whole server. */
export const keyActions = [
  'read',
  'search',
  'files',
  'write',
  'delete',
  'schema',
  'metrics',
  'admin',
] as const satisfies readonly Action[];

export function hasAdmin({ permissions }: Pick<ApiKey, 'permissions'>): boolean {
  return permissions.some(({ actions }) => actions.includes('admin'));
}

export function isExpired({ expires_at: at }: Pick<ApiKey, 'expires_at'>, now = Date.now()): boolean {
  return at !== null && Date.parse(at) <= now;
}

/** Without an admin key nobody could ever make one again, so that the last one that stays can't be taken away. */
export function isLastAdmin(key: ApiKey, all: readonly ApiKey[]): boolean {
  return hasAdmin(key) && !all.some((other) => other.id !== key.id && hasAdmin(other) && !isExpired(other));
}
