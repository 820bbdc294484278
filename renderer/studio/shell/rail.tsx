import { Link } from '@tanstack/react-router';
import type { LinkProps } from '@tanstack/react-router';
import { House, KeyRound, Layers, ListChecks, Search, Server, SlidersHorizontal } from 'lucide-react';
import type { LucideIcon } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import { useCan } from '../../api/session.ts';
import styles from './rail.module.css';

/** The places, down the left edge; what the key has no right to is not there. */
export function Rail() {
  const { t } = useTranslation();
  const can = useCan();
  return (
    <nav className={styles.rail} aria-label={t('shell.main')}>
      <Place to="/" icon={House} word={t('places.home')} isExact />
      <Place to="/collections" icon={Layers} word={t('places.collections')} />
      {can('search') && <Place to="/search" icon={Search} word={t('places.search')} />}
      {can('admin') && <Place to="/access" icon={KeyRound} word={t('places.access')} />}
      <Place to="/jobs" icon={ListChecks} word={t('places.jobs')} />
      {can('admin') && <Place to="/engines" icon={Server} word={t('places.engines')} />}
      <Place to="/settings" icon={SlidersHorizontal} word={t('places.settings')} isLast />
    </nav>
  );
}

interface PlaceProps {
  to: LinkProps['to'];
  icon: LucideIcon;
  word: string;
  isExact?: boolean;
  isLast?: boolean;
}

function Place({ to, icon: Icon, word, isExact = false, isLast = false }: PlaceProps) {
  return (
    <Link
      to={to}
      className={isLast ? `${styles.place} ${styles.last}` : styles.place}
      activeOptions={{ exact: isExact, includeSearch: false }}
      aria-label={word}
    >
      <Icon size={16} strokeWidth={1.5} aria-hidden />
      <span>{word}</span>
    </Link>
  );
}
