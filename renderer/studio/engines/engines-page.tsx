import { useTranslation } from 'react-i18next';
import { Page } from '../shell/page.tsx';

export function EnginesPage() {
  const { t } = useTranslation();
  return <Page title={t('places.engines')}>{null}</Page>;
}
