import { useTranslation } from 'react-i18next';
import { Page } from '../shell/page.tsx';

export function EventsPage() {
  const { t } = useTranslation();
  return <Page title={t('places.events')}>{null}</Page>;
}
