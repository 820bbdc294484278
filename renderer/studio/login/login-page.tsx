import type { FormEvent } from 'react';
import { useId, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { problemOf } from '../../api/problem.ts';
import { logIn } from '../../api/session.ts';
import { Button } from '../../components/button/button.tsx';
import { TextField } from '../../components/text-field/text-field.tsx';
import { toggleLanguage, usePreferences } from '../preferences.ts';
import { useProblemText } from '../problems/use-problem-text.ts';
import { LogoMark } from '../shell/logo-mark.tsx';
import styles from './login-page.module.css';

/** Asks for an API key; `isOverPage`: over the page of somebody whose session ended. */
export function LoginPage({ isOverPage = false }: { isOverPage?: boolean }) {
  const { t } = useTranslation();
  const id = useId();
  const { key, setKey, submit, isBusy, problem } = useLogin();
  const language = usePreferences((preferences) => preferences.language);
  return (
    <div className={styles.scrim} data-over={isOverPage || undefined}>
      <main className={styles.box}>
        <form
          onSubmit={submit}
          aria-labelledby={`${id}-title`}
          role={isOverPage ? 'dialog' : undefined}
          aria-modal={isOverPage || undefined}
        >
          <header className={styles.head}>
            <LogoMark size={20} />
            <h1 id={`${id}-title`}>{t(isOverPage ? 'login.lostTitle' : 'login.title')}</h1>
            <Button size="sm" variant="ghost" onPress={toggleLanguage} aria-label={t('shell.languageIs')}>
              {language.toUpperCase()}
            </Button>
          </header>
          <div className={styles.body}>
            <p className="muted">{t(isOverPage ? 'login.lostLead' : 'login.lead')}</p>
            <TextField
              label={t('login.key')}
              type="password"
              name="key"
              autoComplete="current-password"
              isMono
              isRequired
              autoFocus
              value={key}
              onChange={setKey}
              description={t('login.keyHelp')}
              error={problem !== undefined && <span role="alert">{problem}</span>}
            />
          </div>
          <footer className={styles.foot}>
            <Button type="submit" variant="primary" size="lg" isBusy={isBusy}>
              {t('login.submit')}
            </Button>
          </footer>
        </form>
      </main>
    </div>
  );
}

function useLogin() {
  const { t } = useTranslation();
  const textOf = useProblemText();
  const isLinkExpired = new URLSearchParams(location.search).get('login') === 'expired';
  const [key, setKey] = useState('');
  const [isBusy, setBusy] = useState(false);
  const [problem, setProblem] = useState<string | undefined>(isLinkExpired ? t('login.expired') : undefined);
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    if (key.trim() === '') {
      setProblem(t('login.empty'));
      return;
    }
    setBusy(true);
    logIn(key.trim())
      .catch((error: unknown) => {
        const { title, text } = textOf(error);
        setProblem(problemOf(error).status === 401 ? t('login.wrong') : `${title}. ${text}`);
      })
      .finally(() => setBusy(false));
  };
  return { key, setKey, submit, isBusy, problem };
}
