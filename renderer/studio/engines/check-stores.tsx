import { useMutation, useQueryClient } from '@tanstack/react-query';
import { ShieldCheck } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import { api, dataOf } from '../../api/client.ts';
import { keys } from '../../api/queries.ts';
import { Button } from '../../components/button/button.tsx';
import { Status } from '../../components/status/status.tsx';
import { useProblemText } from '../problems/use-problem-text.ts';
import styles from './check-stores.module.css';

/** Looks whether everything that Postgres names is in the other stores; what is not, their columns tell. */
export function CheckStores() {
  const { t } = useTranslation('engines');
  const queries = useQueryClient();
  const problemText = useProblemText();
  const check = useMutation({
    mutationFn: () => dataOf(api.GET('/health/all')),
    onSuccess: () => queries.invalidateQueries({ queryKey: keys.engines }),
  });
  const lost = check.data ? check.data.losses.length + check.data.other_losses : null;
  return (
    <>
      <Status isShown>
        <span className={styles.said}>
          {check.error && problemText(check.error).title}
          {lost === 0 && t('check.whole')}
          {lost !== null && lost > 0 && t('check.losses', { count: lost })}
        </span>
      </Status>
      <Button icon={ShieldCheck} isBusy={check.isPending} onPress={() => check.mutate()}>
        {t('check.do')}
      </Button>
    </>
  );
}
