import type { ReactNode } from 'react';
import { useEffect } from 'react';
import { useTranslation } from 'react-i18next';
import { JobLine } from '../jobs/job-line.tsx';
import { ApiButton } from '../api-panel/api-button.tsx';
import styles from './page.module.css';

export interface PageProps {
  /** What it is, once, also the window's title. */
  title: string;
  /** The head is there for screen readers only: the page says itself what it is. */
  isHeadHidden?: boolean;
  /** Before the title: the way back. */
  start?: ReactNode;
  /** One line beside the title. */
  sub?: ReactNode;
  /** Buttons at the right of the head; one primary action at most. */
  actions?: ReactNode;
  /** A row of tabs under the head. */
  tabs?: ReactNode;
  /** A row of 44 px under head and tabs: filters, switches. */
  toolbar?: ReactNode;
  /** The column on the right (see `Inspector`); none: closed. */
  inspector?: ReactNode;
  /** Facts of the page, at the left of the status bar. */
  status?: ReactNode;
  /** What lies between head and status bar; whoever fills it scrolls it. */
  children: ReactNode;
}

/** A place: head of 48 px, tabs, toolbar, content, the inspector beside them, the status bar under all. */
export function Page({
  title,
  isHeadHidden = false,
  start,
  sub,
  actions,
  tabs,
  toolbar,
  inspector,
  status,
  children,
}: PageProps) {
  const { t } = useTranslation();
  useEffect(() => {
    document.title = `${title} · ${t('appName')}`;
  }, [title, t]);
  return (
    <div className={styles.body}>
      <main className={styles.page} id="content" tabIndex={-1}>
        <header className={styles.head} data-hidden={isHeadHidden || undefined}>
          {start}
          <h1>{title}</h1>
          {sub !== undefined && <div className={styles.sub}>{sub}</div>}
          <span className={styles.grow} />
          <ApiButton />
          {actions}
        </header>
        {tabs}
        {toolbar !== undefined && <div className={styles.toolbar}>{toolbar}</div>}
        <div className={styles.content}>{children}</div>
      </main>
      {inspector}
      <footer className={styles.status}>
        <div className={styles.facts}>{status}</div>
        <JobLine />
      </footer>
    </div>
  );
}
