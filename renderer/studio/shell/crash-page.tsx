import { House, RefreshCw } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import { problemOf } from '../../api/problem.ts';
import { Button } from '../../components/button/button.tsx';
import { RequestId } from '../problems/request-id.tsx';
import { Message } from './message.tsx';
import { Page } from './page.tsx';

/** What is shown in the place of a page that threw; the rest of the window goes on. */
export function CrashPage({ error }: { error: unknown }) {
  const { t } = useTranslation();
  const { status, detail, request_id: id } = problemOf(error);
  return (
    <Page title={t('crash.title')}>
      <Message
        code={status === 0 ? undefined : String(status)}
        text={t(isCodeMissing(error) ? 'crash.notLoaded' : 'crash.text')}
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

/** Browsers word it differently: `Failed to fetch dynamically imported module`, `error loading …`, `Importing a module script failed`. */
function isCodeMissing(error: unknown): boolean {
  return error instanceof TypeError && /import|module/i.test(error.message);
}
