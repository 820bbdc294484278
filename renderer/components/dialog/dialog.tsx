import type { ReactNode } from 'react';
import { Dialog as AriaDialog, Heading, Modal, ModalOverlay } from 'react-aria-components';
import styles from './dialog.module.css';

export interface DialogProps {
  title: string;
  /** Buttons at the right of the foot, the one that does it last. */
  footer: ReactNode;
  /** At the left of the foot. */
  footerStart?: ReactNode;
  onClose: () => void;
  /** While something is done that cannot be left half way: neither Esc nor a press beside it closes it. */
  isBusy?: boolean;
  /** A press beside it closes it; not where something is typed. */
  isDismissable?: boolean;
  /** `alertdialog`: it warns. */
  role?: 'dialog' | 'alertdialog';
  /** 480, 720. */
  size?: 'md' | 'lg';
  children: ReactNode;
}

/** Over the page for as long as it is rendered. Only for what destroys or must be answered first; the rest goes into the inspector. */
export function Dialog({
  title,
  footer,
  footerStart,
  onClose,
  isBusy = false,
  isDismissable = false,
  role = 'dialog',
  size = 'md',
  children,
}: DialogProps) {
  return (
    <ModalOverlay
      className={styles.scrim ?? ''}
      isOpen
      isDismissable={isDismissable && !isBusy}
      isKeyboardDismissDisabled={isBusy}
      onOpenChange={(isOpen) => {
        if (!isOpen) onClose();
      }}
    >
      <Modal className={styles.modal ?? ''} data-size={size}>
        <AriaDialog className={styles.dialog ?? ''} role={role}>
          <Heading slot="title" level={2} className={styles.title}>
            {title}
          </Heading>
          <div className={styles.body}>{children}</div>
          <footer className={styles.foot}>
            {footerStart !== undefined && <div className={styles.start}>{footerStart}</div>}
            {footer}
          </footer>
        </AriaDialog>
      </Modal>
    </ModalOverlay>
  );
}
