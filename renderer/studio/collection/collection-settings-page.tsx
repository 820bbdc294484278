import { useTranslation } from 'react-i18next';
import { Page } from '../shell/page.tsx';

export function CollectionSettingsPage() {
  const { t } = useTranslation();
  return <Page title={t('places.settings')}>{null}</Page>;
}
