import { useQueryClient } from '@tanstack/react-query';
import { Outlet, useNavigate } from '@tanstack/react-router';
import { Suspense, useEffect } from 'react';
import { RouterProvider as AriaRouter } from 'react-aria-components';
import { useTranslation } from 'react-i18next';
import { followEvents } from '../../api/live.ts';
import { CommandCenter } from '../commands/command-center.tsx';
import { usePreferences } from '../preferences.ts';
import styles from './app-shell.module.css';
import { Rail } from './rail.tsx';
import { TitleBar } from './title-bar.tsx';

/** The window: title bar, rail, and the place that is open. What happens in FroDB is followed for as long as it is there. */
export function AppShell() {
  const { t } = useTranslation();
  const queries = useQueryClient();
  const navigate = useNavigate();
  const hasNarrowRail = usePreferences((preferences) => preferences.hasNarrowRail);
  useEffect(() => followEvents(queries), [queries]);
  return (
    <AriaRouter navigate={(to) => void navigate({ href: to })}>
      <div className={styles.window} data-rail={hasNarrowRail ? 'icons' : undefined}>
        <a className={styles.skip} href="#content">
          {t('skip')}
        </a>
        <TitleBar />
        <Rail />
        <Suspense fallback={<div className={styles.body} />}>
          <Outlet />
        </Suspense>
        <CommandCenter />
      </div>
    </AriaRouter>
  );
}
