import { useQuery } from '@tanstack/react-query';
import { getRouteApi } from '@tanstack/react-router';
import { Plus } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import { useCan } from '../../api/session.ts';
import { Button } from '../../components/button/button.tsx';
import { SkeletonRows } from '../../components/skeleton/skeleton.tsx';
import { useCommand } from '../commands/use-command.ts';
import { useFormat } from '../format/use-format.ts';
import { ProblemNote } from '../problems/problem-note.tsx';
import { Page } from '../shell/page.tsx';
import { newOne } from './access-search.ts';
import { AccessTabs } from './access-tabs.tsx';
import styles from './access.module.css';
import { KeyInspector } from './key-inspector.tsx';
import { apiKeysQuery } from './key-queries.ts';
import { KeyTable } from './key-table.tsx';
import { NewKey } from './new-key.tsx';
import { OwnKey } from './own-key.tsx';

const route = getRouteApi('/access');

/** The API keys: who may come in, and what each may do. Who is no admin sees the own one. */
export function KeysPage() {
  const { t } = useTranslation(['access', 'common']);
  const { number } = useFormat();
  const isAdmin = useCan()('admin');
  const { key: selected } = route.useSearch();
  const navigate = route.useNavigate();
  const { data: all, error, isPending, refetch } = useQuery({ ...apiKeysQuery, enabled: isAdmin });
  const select = (key: string | null): void =>
    void navigate({ search: { key: key ?? undefined }, replace: true });
  const create = (): void => select(newOne);
  useCommand({
    id: 'keys.new',
    title: t('keys.new'),
    group: 'create',
    keys: 'n',
    icon: Plus,
    isEnabled: isAdmin,
    run: create,
  });
  if (!isAdmin) return <OwnKey />;
  const chosen = all?.find(({ id }) => id === selected);
  const close = (): void => select(null);
  return (
    <Page
      title={t('common:places.access')}
      sub={t('keys.sub')}
      tabs={<AccessTabs />}
      actions={
        <Button variant="primary" icon={Plus} onPress={create}>
          {t('keys.new')}
        </Button>
      }
      status={all && <span>{t('keys.count', { count: all.length, number: number(all.length) })}</span>}
      inspector={
        selected === newOne ? (
          <NewKey onClose={close} onCreated={select} />
        ) : (
          all && chosen && <KeyInspector key={chosen.id} apiKey={chosen} all={all} onClose={close} />
        )
      }
    >
      <div className={styles.scroll}>
        {error && (
          <div className={styles.note}>
            <ProblemNote problem={error} onRetry={() => void refetch()} />
          </div>
        )}
        {isPending && <SkeletonRows isPadded />}
        {all && <KeyTable all={all} selected={selected ?? null} onSelect={select} />}
      </div>
    </Page>
  );
}
