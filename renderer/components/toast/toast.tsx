import { X } from 'lucide-react';
import {
  Button as AriaButton,
  UNSTABLE_Toast as AriaToast,
  Text,
  UNSTABLE_ToastContent as ToastContent,
  UNSTABLE_ToastQueue as ToastQueue,
  UNSTABLE_ToastRegion as AriaToastRegion,
} from 'react-aria-components';
import { useTranslation } from 'react-i18next';
import { Button } from '../button/button.tsx';
import buttonStyles from '../button/button.module.css';
import styles from './toast.module.css';

interface Toast {
  text: string;
  action?: { label: string; onPress: () => void };
}

const queue = new ToastQueue<Toast>({ maxVisibleToasts: 3 });
const shownMs = 6_000;
const shownWithActionMs = 12_000;

/** Only for what may be missed: that something was copied, that it can be undone. What must be read is a `Note`. */
export function showToast(toast: Toast): void {
  queue.add(toast, { timeout: toast.action ? shownWithActionMs : shownMs });
}

/** Where toasts appear; once in a window. They stay while one rests on them, and F6 leads to them. */
export function ToastRegion() {
  const { t } = useTranslation('components');
  return (
    <AriaToastRegion queue={queue} className={styles.region ?? ''} aria-label={t('messages')}>
      {({ toast }) => (
        <AriaToast toast={toast} className={styles.toast ?? ''}>
          <ToastContent className={styles.content}>
            <Text slot="title">{toast.content.text}</Text>
          </ToastContent>
          {toast.content.action && (
            <Button
              size="sm"
              onPress={() => {
                queue.close(toast.key);
                toast.content.action?.onPress();
              }}
            >
              {toast.content.action.label}
            </Button>
          )}
          <AriaButton
            slot="close"
            className={buttonStyles.button ?? ''}
            data-variant="ghost"
            data-size="sm"
            data-icon-only
          >
            <X size={16} strokeWidth={1.5} aria-hidden />
          </AriaButton>
        </AriaToast>
      )}
    </AriaToastRegion>
  );
}
