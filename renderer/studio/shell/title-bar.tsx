import { Box, Contrast, Languages, Search } from 'lucide-react';
import { lazy, Suspense } from 'react';
import { Button } from 'react-aria-components';
import { useTranslation } from 'react-i18next';
import { IconButton } from '../../components/icon-button/icon-button.tsx';
import { Kbd } from '../../components/kbd/kbd.tsx';
import { Tooltip } from '../../components/tooltip/tooltip.tsx';
import { openPalette } from '../commands/palette-state.ts';
import { useCommand } from '../commands/use-command.ts';
import { JobsIndicator } from '../jobs/jobs-indicator.tsx';
import { toggleLanguage, toggleTheme, usePreferences } from '../preferences.ts';
import { Breadcrumb } from './breadcrumb.tsx';
import { EngineMarks } from './engine-marks.tsx';
import { LogoMark } from './logo-mark.tsx';
import styles from './title-bar.module.css';

/** Menus are a good part of what browsers fetch, and none is open at first. */
const DatabaseSwitcher = lazy(async () => ({
  default: (await import('./database-switcher.tsx')).DatabaseSwitcher,
}));

/** The top bar, which in a window of its own is the title bar: where one is, commands, jobs, engines, theme and language. */
export function TitleBar() {
  const { t } = useTranslation();
  useCommand({
    id: 'theme',
    title: t('shell.theme'),
    group: 'view',
    keys: 'mod+shift+l',
    icon: Contrast,
    run: toggleTheme,
  });
  useCommand({
    id: 'language',
    title: t('shell.languageIs'),
    group: 'view',
    icon: Languages,
    words: 'idioma language português english',
    run: toggleLanguage,
  });
  return (
    <header className={styles.bar}>
      <span className={styles.mark}>
        <LogoMark />
      </span>
      <Suspense
        fallback={
          <span className={styles.button}>
            <Box size={16} strokeWidth={1.5} aria-hidden />
          </span>
        }
      >
        <DatabaseSwitcher />
      </Suspense>
      <Breadcrumb />
      <Button className={styles.command ?? ''} onPress={openPalette} aria-haspopup="dialog">
        <Search size={16} strokeWidth={1.5} aria-hidden />
        <span className={`cut ${styles.grow}`}>{t('shell.command')}</span>
        <span aria-hidden>
          <Kbd keys="mod+k" />
        </span>
      </Button>
      <span className={styles.grow} />
      <JobsIndicator />
      <EngineMarks />
      <IconButton icon={Contrast} label={t('shell.theme')} shortcut="mod+shift+l" onPress={toggleTheme} />
      <LanguageButton />
    </header>
  );
}

function LanguageButton() {
  const { t } = useTranslation();
  const language = usePreferences((preferences) => preferences.language);
  return (
    <Tooltip content={t('shell.language')}>
      <Button
        className={`${styles.button} ${styles.language}`}
        aria-label={t('shell.languageIs')}
        onPress={toggleLanguage}
      >
        {language.toUpperCase()}
      </Button>
    </Tooltip>
  );
}
