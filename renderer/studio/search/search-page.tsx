import { useTranslation } from 'react-i18next';
import { Page } from '../shell/page.tsx';

export function SearchPage() {
  const { t } = useTranslation();
  return <Page title={t('places.search')}>{null}</Page>;
}
