import { useLocation } from '@tanstack/react-router';
import { House } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import { Button } from '../../components/button/button.tsx';
import { Message } from './message.tsx';
import { Page } from './page.tsx';

/** An address that leads nowhere. */
export function NotFoundPage() {
  const { t } = useTranslation();
  const path = useLocation({ select: ({ pathname }) => pathname });
  return (
    <Page title={t('notFound.title')}>
      <Message
        code="404"
        text={t('notFound.text')}
        facts={<code className="mono">{path}</code>}
        actions={
          <Button variant="primary" icon={House} href="/">
            {t('notFound.home')}
          </Button>
        }
      />
    </Page>
  );
}
