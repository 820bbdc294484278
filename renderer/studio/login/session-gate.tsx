import type { ReactNode } from 'react';
import { useEffect } from 'react';
import { reportUnreached } from '../../api/connection.ts';
import { resumeSession, useSession } from '../../api/session.ts';
import { LoginPage } from './login-page.tsx';

/**
 * Shows Studio to whoever is logged in, else the login. A session that ends while somebody works keeps the page behind the
 * login, so that nothing typed is lost.
 */
export function SessionGate({ children }: { children: ReactNode }) {
  const state = useSession((session) => session.state);
  useEffect(() => {
    if (state !== 'asking') return;
    const ask = (): void => void resumeSession().catch(reportUnreached);
    ask();
    const timer = setInterval(ask, 2_000);
    return () => clearInterval(timer);
  }, [state]);
  if (state === 'asking') return null;
  if (state === 'out') return <LoginPage />;
  return (
    <>
      <div inert={state === 'lost'} style={{ display: 'contents' }}>
        {children}
      </div>
      {state === 'lost' && <LoginPage isOverPage />}
    </>
  );
}
