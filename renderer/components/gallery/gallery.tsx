import { Suspense } from 'react';
import { I18nProvider } from 'react-aria-components';
import { prefer, usePreferences } from '../../studio/preferences.ts';
import { Segmented } from '../segmented/segmented.tsx';
import { ToastRegion } from '../toast/toast.tsx';
import { ButtonsPart } from './buttons-part.tsx';
import { ChoicesPart } from './choices-part.tsx';
import { CodePart } from './code-part.tsx';
import { FieldsPart } from './fields-part.tsx';
import styles from './gallery.module.css';
import { MarksPart } from './marks-part.tsx';
import { MessagesPart } from './messages-part.tsx';
import { TablePart } from './table-part.tsx';

const steps = Array.from({ length: 12 }, (_, index) => index + 1);

/** Every component in every state, light and dark side by side; the language is chosen at the top. */
export function Gallery() {
  const language = usePreferences((preferences) => preferences.language);
  return (
    <I18nProvider locale={language === 'pt' ? 'pt-BR' : 'en-GB'}>
      <Suspense>
        <main className={styles.page} lang={language === 'pt' ? 'pt-BR' : 'en'}>
          <Column theme="light" />
          <Column theme="dark" />
        </main>
        <ToastRegion />
      </Suspense>
    </I18nProvider>
  );
}

function Column({ theme }: { theme: 'light' | 'dark' }) {
  const language = usePreferences((preferences) => preferences.language);
  return (
    <section className={styles.column} data-theme={theme} aria-label={theme}>
      <header className={styles.head}>
        <h1>{theme === 'light' ? 'Light' : 'Dark'}</h1>
        {['n', 'a'].map((scale) => (
          <span key={scale} className={styles.ramp} aria-hidden>
            {steps.map((step) => (
              <i key={step} style={{ background: `var(--${scale}-${step})` }} />
            ))}
          </span>
        ))}
        <Segmented
          label={`Language, ${theme}`}
          size="sm"
          items={[
            { id: 'en', label: 'EN' },
            { id: 'pt', label: 'PT' },
          ]}
          value={language}
          onChange={(chosen) => prefer({ language: chosen })}
        />
      </header>
      <ButtonsPart />
      <FieldsPart />
      <ChoicesPart />
      <MarksPart />
      <TablePart />
      <MessagesPart />
      <CodePart />
    </section>
  );
}
