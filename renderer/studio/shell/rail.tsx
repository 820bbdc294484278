import { Link, useNavigate } from '@tanstack/react-router';
import type { LinkProps } from '@tanstack/react-router';
import {
  House,
  KeyRound,
  Layers,
  ListChecks,
  PanelLeft,
  Search,
  Server,
  SlidersHorizontal,
} from 'lucide-react';
import type { LucideIcon } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import { useCan } from '../../api/session.ts';
import { Tooltip } from '../../components/tooltip/tooltip.tsx';
import { useCommand } from '../commands/use-command.ts';
import { prefer, usePreferences } from '../preferences.ts';
import styles from './rail.module.css';

/** The places, down the left edge; what the key has no right to is not there. */
export function Rail() {
  const { t } = useTranslation();
  const can = useCan();
  const isNarrow = usePreferences(({ hasNarrowRail }) => hasNarrowRail);
  useCommand({
    id: 'rail',
    title: t('shell.narrowRail'),
    group: 'view',
    keys: 'mod+b',
    icon: PanelLeft,
    run: () => prefer({ hasNarrowRail: !isNarrow }),
  });
  return (
    <nav className={styles.rail} aria-label={t('shell.main')}>
      <Place to="/" icon={House} word={t('places.home')} keys="g>h" isExact />
      <Place to="/collections" icon={Layers} word={t('places.collections')} keys="g>c" />
      {can('search') && <Place to="/search" icon={Search} word={t('places.search')} keys="g>s" />}
      <Place to="/access" icon={KeyRound} word={t('places.access')} keys="g>a" />
      <Place to="/jobs" icon={ListChecks} word={t('places.jobs')} keys="g>j" />
      {can('admin') && <Place to="/engines" icon={Server} word={t('places.engines')} keys="g>e" />}
      <Place to="/settings" icon={SlidersHorizontal} word={t('places.settings')} keys="mod+," isLast />
    </nav>
  );
}

interface PlaceProps {
  to: NonNullable<LinkProps['to']>;
  icon: LucideIcon;
  word: string;
  keys: string;
  isExact?: boolean;
  isLast?: boolean;
}

function Place({ to, icon: Icon, word, keys, isExact = false, isLast = false }: PlaceProps) {
  const navigate = useNavigate();
  useCommand({ id: `go${to}`, title: word, group: 'go', keys, icon: Icon, run: () => void navigate({ to }) });
  return (
    <Tooltip content={word} shortcut={keys} placement="right" isPlain>
      <Link
        to={to}
        className={isLast ? `${styles.place} ${styles.last}` : styles.place}
        activeOptions={{ exact: isExact, includeSearch: false }}
        aria-label={word}
      >
        <Icon size={16} strokeWidth={1.5} aria-hidden />
        <span>{word}</span>
      </Link>
    </Tooltip>
  );
}
