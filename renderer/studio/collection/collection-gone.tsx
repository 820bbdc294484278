import { useTranslation } from 'react-i18next';
import type { CollectionPath } from '../../api/queries.ts';
import { Button } from '../../components/button/button.tsx';
import { EmptyState } from '../../components/empty-state/empty-state.tsx';

/** In the place of a collection's page when there is none of that name; `wasThere`: it went while somebody looked. */
export function CollectionGone({ at, wasThere }: { at: CollectionPath; wasThere: boolean }) {
  const { t } = useTranslation('collections');
  return (
    <EmptyState
      title={t(wasThere ? 'gone.deleted' : 'gone.never', { ...at })}
      text={t(wasThere ? 'gone.deletedText' : 'gone.neverText', { ...at })}
      actions={<Button href="/collections">{t('gone.toCollections')}</Button>}
    />
  );
}
