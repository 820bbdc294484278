import { useTranslation } from 'react-i18next';
import { Page } from '../shell/page.tsx';

export function KeysPage() {
  const { t } = useTranslation();
  return <Page title={t('places.access')}>{null}</Page>;
}
