import { LoaderCircle } from 'lucide-react';
import type { ReactNode } from 'react';
import { useEffect } from 'react';
import { useTranslation } from 'react-i18next';
import { reportReached, reportUnreached, useConnection } from '../../api/connection.ts';
import { resumeSession, useSession } from '../../api/session.ts';
import styles from './login-page.module.css';
import { LoginPage } from './login-page.tsx';

/**
 * Shows Studio to whoever is logged in, else the login. A session that ends while somebody works keeps the page behind the
 * login, so that nothing typed is lost.
 */
export function SessionGate({ children }: { children: ReactNode }) {
  const state = useSession((session) => session.state);
  useEffect(() => {
    if (state !== 'asking') return;
    const ask = (): void => void resumeSession().then(reportReached, reportUnreached);
    ask();
    const timer = setInterval(ask, 2_000);
    return () => clearInterval(timer);
  }, [state]);
  if (state === 'asking') return <Asking />;
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

/** Nothing while FroDB is about to answer; when it does not, that. */
function Asking() {
  const { t } = useTranslation();
  const isReached = useConnection((connection) => connection.isReached);
  if (isReached) return null;
  return (
    <main className={styles.scrim}>
      <p className={styles.waiting} role="status">
        <LoaderCircle size={16} strokeWidth={1.5} aria-hidden />
        {t('lost.title')} {t('lost.waiting')}
      </p>
    </main>
  );
}
