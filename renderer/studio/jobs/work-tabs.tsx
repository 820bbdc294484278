import { useTranslation } from 'react-i18next';
import { TabLinks } from '../../components/tabs/tab-links.tsx';

/** What goes on in FroDB: its long work, and what has changed. */
export function WorkTabs() {
  const { t } = useTranslation();
  return (
    <TabLinks
      label={t('places.jobs')}
      items={[
        { to: '/jobs', label: t('places.jobs') },
        { to: '/events', label: t('places.events') },
      ]}
    />
  );
}
