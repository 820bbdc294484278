import { useTranslation } from 'react-i18next';
import { Page } from '../shell/page.tsx';

export function JobsPage() {
  const { t } = useTranslation();
  return <Page title={t('places.jobs')}>{null}</Page>;
}
