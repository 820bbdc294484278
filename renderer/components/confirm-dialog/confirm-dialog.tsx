import type { FormEvent, ReactNode } from 'react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Button } from '../button/button.tsx';
import { Dialog } from '../dialog/dialog.tsx';
import { TextField } from '../text-field/text-field.tsx';
import styles from './confirm-dialog.module.css';

/** What will be gone, a line each. */
export interface Loss {
  /** `Postgres`, in front of the line. */
  store?: string;
  label: string;
  /** As it is shown: `1,284`. */
  count: string;
}

export interface ConfirmDialogProps {
  title: string;
  text: ReactNode;
  losses?: readonly Loss[];
  /** The name to type before it can be done. */
  typeToConfirm?: string;
  /** What the button does, in its own words: `Delete 1,284 records`. */
  confirmLabel: string;
  /** `primary`: it destroys nothing. */
  variant?: 'danger' | 'primary';
  onConfirm: () => void;
  onClose: () => void;
  isBusy?: boolean;
  /** What went wrong when it was tried. */
  error?: ReactNode;
  /** At the left of the foot: a way that loses less. */
  footerStart?: ReactNode;
  /** Choices that belong to it. */
  children?: ReactNode;
}

/** Asks before something is destroyed, and says in numbers what will be lost. */
export function ConfirmDialog({
  title,
  text,
  losses = [],
  typeToConfirm,
  confirmLabel,
  variant = 'danger',
  onConfirm,
  onClose,
  isBusy = false,
  error,
  footerStart,
  children,
}: ConfirmDialogProps) {
  const { t } = useTranslation('components');
  const [typed, setTyped] = useState('');
  const isSure = typeToConfirm === undefined || typed.trim() === typeToConfirm;
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    if (isSure && !isBusy) onConfirm();
  };
  return (
    <Dialog
      title={title}
      role="alertdialog"
      onClose={onClose}
      isBusy={isBusy}
      isDismissable={typeToConfirm === undefined}
      footerStart={footerStart}
      footer={
        <>
          <Button onPress={onClose} isDisabled={isBusy} autoFocus={typeToConfirm === undefined}>
            {t('cancel')}
          </Button>
          <Button variant={variant} isDisabled={!isSure} isBusy={isBusy} onPress={onConfirm}>
            {confirmLabel}
          </Button>
        </>
      }
    >
      <div>{text}</div>
      <Losses losses={losses} />
      {children}
      {typeToConfirm !== undefined && (
        <form onSubmit={submit}>
          <TextField
            label={t('typeToConfirm', { name: typeToConfirm })}
            value={typed}
            onChange={setTyped}
            isMono
            isDisabled={isBusy}
            autoFocus
          />
        </form>
      )}
      {error !== undefined && <div role="alert">{error}</div>}
    </Dialog>
  );
}

function Losses({ losses }: { losses: readonly Loss[] }) {
  if (losses.length === 0) return null;
  return (
    <ul className={styles.losses}>
      {losses.map(({ store, label, count }) => (
        <li key={`${store}${label}`}>
          {store !== undefined && <b>{store}</b>}
          <span>{label}</span>
          <strong>{count}</strong>
        </li>
      ))}
    </ul>
  );
}
