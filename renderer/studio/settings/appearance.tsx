import { useTranslation } from 'react-i18next';
import { Segmented } from '../../components/segmented/segmented.tsx';
import { Switch } from '../../components/switch/switch.tsx';
import { prefer, usePreferences } from '../preferences.ts';
import type { Density, Language, Theme } from '../preferences.ts';
import { SettingRow } from './setting-row.tsx';
import styles from './settings.module.css';

const themes: Theme[] = ['system', 'light', 'dark'];
const densities: Density[] = [28, 32, 40];
/** Each in its own words, so that whoever reads it finds it. */
const languages: { id: Language; label: string }[] = [
  { id: 'en', label: 'English' },
  { id: 'pt', label: 'Português' },
];

/** Language, theme, height of rows: at once, in this browser. */
export function Appearance() {
  const { t } = useTranslation('settings');
  const { theme, density, language, hasNarrowRail } = usePreferences();
  return (
    <section className={styles.block} aria-labelledby="appearance">
      <h2 id="appearance">{t('look')}</h2>
      <div className={styles.rows}>
        <SettingRow label={t('language')}>
          <Segmented
            label={t('language')}
            items={languages}
            value={language}
            onChange={(chosen) => prefer({ language: chosen })}
          />
        </SettingRow>
        <SettingRow label={t('theme')}>
          <Segmented
            label={t('theme')}
            items={themes.map((id) => ({ id, label: t(`themes.${id}`) }))}
            value={theme}
            onChange={(chosen) => prefer({ theme: chosen })}
          />
        </SettingRow>
        <SettingRow label={t('density')}>
          <Segmented
            label={t('density')}
            items={densities.map((px) => ({ id: String(px), label: t(`densities.${px}`) }))}
            value={String(density)}
            onChange={(chosen) => prefer({ density: densities.find((px) => String(px) === chosen) ?? 32 })}
          />
        </SettingRow>
        <SettingRow label={t('rail')}>
          <Switch
            label={t('rail')}
            isLabelHidden
            isSelected={hasNarrowRail}
            onChange={(chosen) => prefer({ hasNarrowRail: chosen })}
          />
        </SettingRow>
      </div>
      <p className={styles.help}>{t('kept')}</p>
    </section>
  );
}
