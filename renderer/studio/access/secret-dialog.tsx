import { Eye, EyeOff } from 'lucide-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Button } from '../../components/button/button.tsx';
import { CopyButton } from '../../components/copy-button/copy-button.tsx';
import { Dialog } from '../../components/dialog/dialog.tsx';
import { IconButton } from '../../components/icon-button/icon-button.tsx';
import styles from './access.module.css';

interface SecretDialogProps {
  title: string;
  text: string;
  /** Is nowhere but here, and gone with the dialog. */
  secret: string;
  onKept: () => void;
}

/** Shows a secret, once: it stays until somebody says that it is kept. */
export function SecretDialog({ title, text, secret, onKept }: SecretDialogProps) {
  const { t } = useTranslation('access');
  const [isShown, setIsShown] = useState(false);
  // `frodb_readonly_` and `whsec_` tell what it is, and nothing else.
  const [, start = ''] = /^((?:[a-z]+_)+)/.exec(secret) ?? [];
  return (
    <Dialog
      title={title}
      isBusy
      onClose={onKept}
      footer={
        <Button variant="primary" onPress={onKept}>
          {t('secret.kept')}
        </Button>
      }
    >
      <p>{text}</p>
      <div className={styles.secret}>
        <code>{isShown ? secret : `${start}${'•'.repeat(24)}`}</code>
        <IconButton
          icon={isShown ? EyeOff : Eye}
          label={t(isShown ? 'secret.hide' : 'secret.show')}
          onPress={() => setIsShown(!isShown)}
        />
        <CopyButton text={secret} isWord label={t('secret.copy')} />
      </div>
    </Dialog>
  );
}
