import { useTranslation } from 'react-i18next';
import { Page } from '../shell/page.tsx';

export function NewCollectionPage() {
  const { t } = useTranslation();
  return <Page title={t('places.collections')}>{null}</Page>;
}
