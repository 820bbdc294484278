import { useQueryClient } from '@tanstack/react-query';
import { Outlet, useNavigate } from '@tanstack/react-router';
import { lazy, Suspense, useEffect } from 'react';
import { RouterProvider as AriaRouter } from 'react-aria-components';
import { useTranslation } from 'react-i18next';
import { followEvents } from '../../api/live.ts';
import { keepEvents } from '../events/event-log.ts';
import { CommandCenter } from '../commands/command-center.tsx';
import { JobsTray } from '../jobs/jobs-tray.tsx';
import { DropAnywhere } from '../imports/drop-anywhere.tsx';
import { usePreferences } from '../preferences.ts';
import styles from './app-shell.module.css';
import { Arrival } from './arrival.tsx';
import { Banners } from './banners.tsx';
import { Rail } from './rail.tsx';
import { TitleBar } from './title-bar.tsx';

const ToastRegion = lazy(async () => ({
  default: (await import('../../components/toast/toast.tsx')).ToastRegion,
}));

/** Buttons that are links name places as routes do; in the page's source they stand as a browser opens them. */
function hrefOf(href: string): string {
  return href.startsWith('/') && !href.startsWith('/studio') ? `/studio${href}` : href;
}

/** The window: title bar, rail, and the place that is open. What happens in FroDB is followed for as long as it is there. */
export function AppShell() {
  const { t } = useTranslation();
  const queries = useQueryClient();
  const navigate = useNavigate();
  const hasNarrowRail = usePreferences((preferences) => preferences.hasNarrowRail);
  useEffect(() => followEvents(queries), [queries]);
  // From here on, so that Home and the page of events know what happened while one was elsewhere.
  useEffect(keepEvents, []);
  return (
    <AriaRouter navigate={(to) => void navigate({ href: to })} useHref={hrefOf}>
      <div className={styles.window} data-rail={hasNarrowRail ? 'icons' : undefined}>
        <a className={styles.skip} href="#content">
          {t('skip')}
        </a>
        <TitleBar />
        <Banners />
        <Rail />
        <DropAnywhere />
        <Suspense fallback={<div className={styles.body} />}>
          <Outlet />
        </Suspense>
        <CommandCenter />
        <Suspense>
          <ToastRegion />
        </Suspense>
        <Arrival />
        <JobsTray />
      </div>
    </AriaRouter>
  );
}
