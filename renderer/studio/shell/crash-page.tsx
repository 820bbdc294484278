import { House, RefreshCw } from 'lucide-react';
import { useEffect, useRef } from 'react';
import { useTranslation } from 'react-i18next';
import { useConnection } from '../../api/connection.ts';
import { problemOf } from '../../api/problem.ts';
import { Button } from '../../components/button/button.tsx';
import { RequestId } from '../problems/request-id.tsx';
import { Message } from './message.tsx';
import { Page } from './page.tsx';

/** What is shown in the place of a page that threw; the rest of the window goes on. */
export function CrashPage({ error }: { error: unknown }) {
  const { t } = useTranslation();
  const { status, detail, request_id: id } = problemOf(error);
  const isMissing = isCodeMissing(error);
  useReloadOnReturn(isMissing);
  return (
    <Page title={t('crash.title')}>
      <Message
        code={status === 0 ? undefined : String(status)}
        text={t(isMissing ? 'crash.notLoaded' : 'crash.text')}
        facts={
          <>
            <code className="mono" lang="en">
              {detail}
            </code>
            {id !== undefined && <RequestId id={id} />}
          </>
        }
        actions={
          <>
            <Button variant="ghost" icon={House} href="/">
              {t('notFound.home')}
            </Button>
            <Button variant="primary" icon={RefreshCw} onPress={() => location.reload()}>
              {t('crash.reload')}
            </Button>
          </>
        }
      />
    </Page>
  );
}

/** What could not be fetched while FroDB was away is fetched when it is back. */
function useReloadOnReturn(isWanted: boolean): void {
  const isReached = useConnection((connection) => connection.isReached);
  const wasLost = useRef(false);
  useEffect(() => {
    if (!isReached) wasLost.current = true;
    else if (wasLost.current && isWanted) location.reload();
  }, [isReached, isWanted]);
}

/** Browsers word it differently: `Failed to fetch dynamically imported module`, `error loading …`, `Importing a module script failed`; Vite: `Unable to preload CSS`. */
function isCodeMissing(error: unknown): boolean {
  return error instanceof Error && /\bmodule\b|dynamically imported|preload CSS/i.test(error.message);
}
