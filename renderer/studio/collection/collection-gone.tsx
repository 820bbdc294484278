import { Link } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import type { CollectionPath } from '../../api/queries.ts';
import styles from './collection-message.module.css';

/** In the place of a collection's page when there is none of that name; `wasThere`: it went while somebody looked. */
export function CollectionGone({ at, wasThere }: { at: CollectionPath; wasThere: boolean }) {
  const { t } = useTranslation('collections');
  return (
    <div className={styles.message}>
      <h2>{t(wasThere ? 'gone.deleted' : 'gone.never', { ...at })}</h2>
      <p>{t(wasThere ? 'gone.deletedText' : 'gone.neverText', { ...at })}</p>
      <Link to="/collections">{t('gone.toCollections')}</Link>
    </div>
  );
}
