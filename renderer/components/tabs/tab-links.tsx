import { Link } from '@tanstack/react-router';
import type { LinkProps } from '@tanstack/react-router';
import type { ReactNode } from 'react';
import styles from './tabs.module.css';

export interface TabLink extends Pick<LinkProps, 'to' | 'params' | 'search'> {
  label: string;
  count?: ReactNode;
  /** It is the one that is open, though the page has another address: one below it. */
  isCurrent?: boolean;
}

/** Tabs of a place: each is a page with an address of its own. */
export function TabLinks({ label, items }: { label: string; items: readonly TabLink[] }) {
  return (
    <nav className={styles.tabs} aria-label={label}>
      {items.map(({ label: word, count, isCurrent = false, ...link }) => (
        <Link
          key={word}
          {...link}
          className={styles.tab}
          aria-current={isCurrent ? 'page' : undefined}
          activeOptions={{ exact: true, includeSearch: false }}
        >
          {word}
          {count !== undefined && <span className={styles.count}>{count}</span>}
        </Link>
      ))}
    </nav>
  );
}
