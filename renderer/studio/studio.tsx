import { QueryClientProvider } from '@tanstack/react-query';
import { RouterProvider } from '@tanstack/react-router';
import { Suspense } from 'react';
import { queryClient } from '../api/queries.ts';
import { SessionGate } from './login/session-gate.tsx';
import { router } from './router.tsx';

/** The whole of Studio: whoever is logged in sees the place that the address names. */
export function Studio() {
  return (
    <QueryClientProvider client={queryClient}>
      <Suspense>
        <SessionGate>
          <RouterProvider router={router} />
        </SessionGate>
      </Suspense>
    </QueryClientProvider>
  );
}
