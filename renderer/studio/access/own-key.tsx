import { useTranslation } from 'react-i18next';
import { useSession } from '../../api/session.ts';
import { KeyValue, KeyValues } from '../../components/key-values/key-values.tsx';
import { Section } from '../../components/section/section.tsx';
import { Page } from '../shell/page.tsx';
import { AccessTabs } from './access-tabs.tsx';
import styles from './access.module.css';
import { RightsMatrix } from './rights-matrix.tsx';

/** What the key of this session may do, for whoever may not see the others. */
export function OwnKey() {
  const { t } = useTranslation(['access', 'common']);
  const key = useSession((session) => session.key);
  return (
    <Page title={t('common:places.access')} sub={t('ownSub')} tabs={<AccessTabs />}>
      {key && (
        <div className={styles.scroll}>
          <Section title={t('own')}>
            <KeyValues>
              <KeyValue label={t('column.name')}>{key.name}</KeyValue>
              <KeyValue label={t('column.type')}>{t(`type.${key.type}`)}</KeyValue>
            </KeyValues>
          </Section>
          <Section title={t('column.rights')}>
            <RightsMatrix permissions={key.permissions} />
          </Section>
        </div>
      )}
    </Page>
  );
}
