import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Button } from '../../components/button/button.tsx';
import { SkeletonRows } from '../../components/skeleton/skeleton.tsx';
import { ProblemNote } from '../problems/problem-note.tsx';
import styles from './settings.module.css';
import { licencesQuery } from './system-queries.ts';

/** What FroDB stands on, each with its licence; the list is long and fetched when somebody wants it. */
export function Licences() {
  const { t } = useTranslation('settings');
  const [isOpen, setIsOpen] = useState(false);
  const { data: items, error, isLoading, refetch } = useQuery({ ...licencesQuery, enabled: isOpen });
  return (
    <section className={styles.block} aria-labelledby="licences">
      <h2 id="licences">{t('licences')}</h2>
      <p className={styles.help}>{t('licencesText')}</p>
      {!isOpen && (
        <div>
          <Button onPress={() => setIsOpen(true)}>{t('showLicences')}</Button>
        </div>
      )}
      {error && <ProblemNote problem={error} onRetry={() => void refetch()} />}
      {isLoading && <SkeletonRows />}
      {items && (
        <div className={styles.licences}>
          {items.map((item) => (
            <Licence key={`${item.name} ${item.version}`} item={item} />
          ))}
        </div>
      )}
    </section>
  );
}

type Item = NonNullable<Awaited<ReturnType<NonNullable<typeof licencesQuery.queryFn>>>>[number];

function Licence({ item: { name, version, licence, source, notice, text } }: { item: Item }) {
  const { t } = useTranslation('settings');
  return (
    <details className={styles.licence}>
      <summary>
        <span>{name}</span>
        <span className="quiet">{version}</span>
        <span className="muted">{licence ?? t('noLicence')}</span>
      </summary>
      {notice !== null && <p>{notice}</p>}
      {source !== null && (
        <p>
          <a href={source} target="_blank" rel="noreferrer">
            {source}
          </a>
        </p>
      )}
      {text !== null && <pre lang="en">{text}</pre>}
    </details>
  );
}
