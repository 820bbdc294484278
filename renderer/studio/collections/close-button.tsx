import { X } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import { IconButton } from '../../components/icon-button/icon-button.tsx';

/** Closes an inspector, as Esc does. */
export function CloseButton({ onPress }: { onPress: () => void }) {
  const { t } = useTranslation();
  return <IconButton icon={X} label={t('action.close')} shortcut="escape" onPress={onPress} />;
}
