import { useTranslation } from 'react-i18next';
import type { Permission } from '../../api/session.ts';
import { useFormat } from '../format/use-format.ts';
import { keyActions } from './key-rights.ts';
import type { Names } from './key-rights.ts';

export interface RightsWords {
  /** `shop / all collections`. */
  place: (rule: Pick<Permission, 'databases' | 'collections'>) => string;
  /** `read and search: shop / items`; of several rules one after the other. */
  rules: (permissions: readonly Permission[]) => string;
}

/** What a key may do, in words. */
export function useRightsWords(): RightsWords {
  const { t } = useTranslation('access');
  const { list } = useFormat();
  const named = (names: Names, all: string): string => (names === '*' ? all : list(names));
  const place: RightsWords['place'] = ({ databases, collections }) => {
    if (databases === '*' && collections === '*') return t('place.everywhere');
    return `${named(databases, t('place.allDatabases'))} / ${named(collections, t('place.allCollections'))}`;
  };
  return {
    place,
    rules: (permissions) =>
      permissions
        .map((rule) => {
          if (rule.actions.includes('admin')) return t('place.everything');
          const actions = keyActions.filter((action) => rule.actions.includes(action));
          return `${list(actions.map((action) => t(`action.${action}`)))}: ${place(rule)}`;
        })
        .join('; '),
  };
}
