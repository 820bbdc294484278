import { Check } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import type { Permission } from '../../api/session.ts';
import styles from './access.module.css';
import { keyActions } from './key-rights.ts';
import { useRightsWords } from './use-rights-words.ts';

/** What may be done, line by line, and where, column by column. */
export function RightsMatrix({ permissions }: { permissions: readonly Permission[] }) {
  const { t } = useTranslation('access');
  const words = useRightsWords();
  return (
    <div className={styles.matrixFrame}>
      <table className={styles.matrix}>
        <thead>
          <tr>
            <th scope="col">{t('matrix.action')}</th>
            {permissions.map((rule, n) => (
              <th key={n} scope="col">
                {words.place(rule)}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {keyActions.map((action) => (
            <tr key={action}>
              <th scope="row">{t(`action.${action}`)}</th>
              {permissions.map((rule, n) => (
                <td key={n}>
                  {rule.actions.includes(action) ? (
                    <Check size={16} strokeWidth={2} role="img" aria-label={t('matrix.yes')} />
                  ) : (
                    <span className="quiet">{t('matrix.no')}</span>
                  )}
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}
