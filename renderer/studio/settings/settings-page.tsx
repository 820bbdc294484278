import { useTranslation } from 'react-i18next';
import { Page } from '../shell/page.tsx';
import { AboutFroDb } from './about-frodb.tsx';
import { Appearance } from './appearance.tsx';
import { OwnSession } from './own-session.tsx';
import styles from './settings.module.css';

/** How one likes Studio, who one is here, and what FroDB is made of. */
export function SettingsPage() {
  const { t } = useTranslation();
  return (
    <Page title={t('places.settings')}>
      <div className={styles.scroll}>
        <div className={styles.column}>
          <Appearance />
          <OwnSession />
          <AboutFroDb />
        </div>
      </div>
    </Page>
  );
}
