import { useMutation } from '@tanstack/react-query';
import { LogOut } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import { logOut, useSession } from '../../api/session.ts';
import { Button } from '../../components/button/button.tsx';
import { KeyName } from '../access/key-name.tsx';
import { useRightsWords } from '../access/use-rights-words.ts';
import { ProblemNote } from '../problems/problem-note.tsx';
import { SettingRow } from './setting-row.tsx';
import styles from './settings.module.css';

/** With which key one is in, and the way out. */
export function OwnSession() {
  const { t } = useTranslation(['settings', 'access']);
  const rights = useRightsWords();
  const key = useSession((session) => session.key);
  const leave = useMutation({ mutationFn: logOut });
  if (!key) return null;
  return (
    <section className={styles.block} aria-labelledby="session">
      <h2 id="session">{t('session')}</h2>
      <div className={styles.rows}>
        <SettingRow label={t('key')}>
          <KeyName id={key.id} none="" />
        </SettingRow>
        <SettingRow label={t('type')}>{t(`access:type.${key.type}`)}</SettingRow>
        <SettingRow label={t('access:column.rights')}>
          <span className="cut" title={rights.rules(key.permissions)}>
            {rights.rules(key.permissions)}
          </span>
        </SettingRow>
      </div>
      {leave.error && <ProblemNote problem={leave.error} />}
      <div>
        <Button icon={LogOut} isBusy={leave.isPending} onPress={() => leave.mutate()}>
          {t('out')}
        </Button>
      </div>
    </section>
  );
}
