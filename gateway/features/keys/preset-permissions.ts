import { isOfServer } from '../../access/permits.ts';
import type { KeyType, Permission } from '../../access/permits.ts';
import { keyAction } from '../../contract/keys.ts';

/** The permissions that a type stands for; `databases` counts for the types that take it. */
export function presetPermissions(
  type: Exclude<KeyType, 'custom'>,
  databases: Permission['databases'] = '*',
): Permission[] {
  const actions = keyAction.options;
  switch (type) {
    case 'admin':
      return [{ databases: '*', collections: '*', actions }];
    case 'database':
      return [{ databases, collections: '*', actions: actions.filter((action) => !isOfServer(action)) }];
    case 'readonly':
      return [{ databases, collections: '*', actions: ['read', 'search'] }];
  }
}
