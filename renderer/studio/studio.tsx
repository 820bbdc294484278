import { QueryClientProvider } from '@tanstack/react-query';
import { RouterProvider } from '@tanstack/react-router';
import { Suspense } from 'react';
import { I18nProvider } from 'react-aria-components';
import { queryClient } from '../api/queries.ts';
import { SessionGate } from './login/session-gate.tsx';
import { usePreferences } from './preferences.ts';
import { router } from './router.tsx';

/** The whole of Studio: whoever is logged in sees the place that the address names. */
export function Studio() {
  const language = usePreferences((preferences) => preferences.language);
  return (
    <QueryClientProvider client={queryClient}>
      <I18nProvider locale={language === 'pt' ? 'pt-BR' : 'en-GB'}>
        <Suspense>
          <SessionGate>
            <RouterProvider router={router} />
          </SessionGate>
        </Suspense>
      </I18nProvider>
    </QueryClientProvider>
  );
}
