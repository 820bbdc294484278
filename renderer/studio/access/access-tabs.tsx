import { useTranslation } from 'react-i18next';
import { TabLinks } from '../../components/tabs/tab-links.tsx';

/** Who may come in, and who is told. */
export function AccessTabs() {
  const { t } = useTranslation(['access', 'common']);
  return (
    <TabLinks
      label={t('common:places.access')}
      items={[
        { to: '/access', label: t('tab.keys') },
        { to: '/access/webhooks', label: t('tab.webhooks') },
      ]}
    />
  );
}
