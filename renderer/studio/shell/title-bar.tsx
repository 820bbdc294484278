import { Link, useParams } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { prefer, usePreferences } from '../preferences.ts';
import styles from './title-bar.module.css';

/** The top bar, which in a window of its own is the title bar: where one is, commands, jobs, engines, theme and language. */
export function TitleBar() {
  const { t } = useTranslation();
  return (
    <header className={styles.bar}>
      <span className={styles.mark} aria-hidden>
        <svg
          viewBox="0 0 16 16"
          width={16}
          height={16}
          fill="none"
          stroke="currentColor"
          strokeWidth={1.75}
          strokeLinecap="round"
        >
          <path d="M3 4.5h10M3 8h6.5M3 11.5h3" />
        </svg>
      </span>
      <Breadcrumb />
      <span className={styles.grow} />
      <button
        type="button"
        className={styles.language}
        aria-label={t('shell.languageIs')}
        onClick={() => prefer({ language: usePreferences.getState().language === 'pt' ? 'en' : 'pt' })}
      >
        {usePreferences(({ language }) => language).toUpperCase()}
      </button>
    </header>
  );
}

function Breadcrumb() {
  const { t } = useTranslation();
  const { database, collection } = useParams({ strict: false });
  if (database === undefined || collection === undefined) return null;
  return (
    <nav className={styles.crumbs} aria-label={t('shell.breadcrumb')}>
      <Link to="/collections">{t('places.collections')}</Link>
      <span aria-hidden>/</span>
      <Link to="/collections/$database/$collection" params={{ database, collection }}>
        {collection}
      </Link>
    </nav>
  );
}
