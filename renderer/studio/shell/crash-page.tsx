import { useTranslation } from 'react-i18next';
import { problemOf } from '../../api/problem.ts';
import { Page } from './page.tsx';
import styles from './message.module.css';

/** What is shown in the place of a page that threw; the rest of the window goes on. */
export function CrashPage({ error }: { error: unknown }) {
  const { t } = useTranslation();
  return (
    <Page title={t('crash.title')}>
      <div className={styles.message}>
        <p>{t('crash.text')}</p>
        <code className="mono">{problemOf(error).detail}</code>
        <button type="button" onClick={() => location.reload()}>
          {t('crash.reload')}
        </button>
      </div>
    </Page>
  );
}
