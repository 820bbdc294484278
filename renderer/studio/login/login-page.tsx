import type { FormEvent } from 'react';
import { useId, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { problemOf } from '../../api/problem.ts';
import { logIn } from '../../api/session.ts';
import styles from './login-page.module.css';

/** Asks for an API key; `isOverPage`: over the page of somebody whose session ended. */
export function LoginPage({ isOverPage = false }: { isOverPage?: boolean }) {
  const { t } = useTranslation();
  const id = useId();
  const isLinkExpired = new URLSearchParams(location.search).get('login') === 'expired';
  const [problem, setProblem] = useState<string | null>(isLinkExpired ? t('login.expired') : null);
  const submit = (event: FormEvent<HTMLFormElement>): void => {
    event.preventDefault();
    const key = new FormData(event.currentTarget).get('key');
    logIn(typeof key === 'string' ? key.trim() : '').catch((error: unknown) => {
      const { status, detail } = problemOf(error);
      setProblem(status === 401 ? t('login.wrong') : detail);
    });
  };
  return (
    <div className={styles.scrim} data-over={isOverPage || undefined}>
      <form className={styles.box} onSubmit={submit} aria-labelledby={`${id}-title`}>
        <h1 id={`${id}-title`}>{t(isOverPage ? 'login.lostTitle' : 'login.title')}</h1>
        <p className="muted">{t(isOverPage ? 'login.lostLead' : 'login.lead')}</p>
        <label htmlFor={id}>{t('login.key')}</label>
        <input
          id={id}
          name="key"
          type="password"
          autoComplete="current-password"
          required
          autoFocus
          aria-describedby={`${id}-help`}
          aria-invalid={problem !== null}
        />
        <p id={`${id}-help`} className="muted">
          {t('login.keyHelp')}
        </p>
        {problem !== null && <p role="alert">{problem}</p>}
        <button type="submit">{t('login.submit')}</button>
      </form>
    </div>
  );
}
