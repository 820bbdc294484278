import { useTranslation } from 'react-i18next';
import { Page } from '../shell/page.tsx';

export function CollectionSearchPage() {
  const { t } = useTranslation();
  return <Page title={t('places.search')}>{null}</Page>;
}
