import { Link, useLocation, useParams } from '@tanstack/react-router';
import type { LinkProps } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import type { Words } from './place-words.ts';
import { placeWords } from './place-words.ts';
import styles from './title-bar.module.css';

interface Crumb extends Pick<LinkProps, 'to' | 'params'> {
  word: string;
}

/** Where one is: the place, and in it the collection. */
export function Breadcrumb() {
  const { t } = useTranslation();
  const { database, collection } = useParams({ strict: false });
  const first = useLocation({ select: ({ pathname }) => pathname.split('/').find((part) => part !== '') });
  const place = first === undefined ? undefined : placeWords[first as keyof Words];
  if (place === undefined) return null;
  const crumbs: Crumb[] = [{ word: t(`places.${place}`), to: `/${first}` as LinkProps['to'] }];
  if (database !== undefined && collection !== undefined) {
    crumbs.push({
      word: collection,
      to: '/collections/$database/$collection',
      params: { database, collection },
    });
  }
  return (
    <nav className={styles.crumbs} aria-label={t('shell.breadcrumb')}>
      {crumbs.map(({ word, ...link }, index) => (
        <span key={word} className={styles.crumb}>
          <span className={styles.separator} aria-hidden>
            /
          </span>
          <Link {...link} aria-current={index === crumbs.length - 1 ? 'page' : undefined}>
            <bdi>{word}</bdi>
          </Link>
        </span>
      ))}
    </nav>
  );
}
