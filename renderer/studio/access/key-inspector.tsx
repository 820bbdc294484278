import { useState } from 'react';
import { Pencil, Trash2 } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import { useSession } from '../../api/session.ts';
import type { ApiKey } from '../../api/types.ts';
import { Button } from '../../components/button/button.tsx';
import { KeyValue, KeyValues } from '../../components/key-values/key-values.tsx';
import { Section } from '../../components/section/section.tsx';
import { Tag } from '../../components/tag/tag.tsx';
import { useFormat } from '../format/use-format.ts';
import { Inspector } from '../shell/inspector.tsx';
import styles from './access.module.css';
import { EditKey } from './edit-key.tsx';
import { isExpired, isLastAdmin } from './key-rights.ts';
import { RevokeKey } from './revoke-key.tsx';
import { RightsMatrix } from './rights-matrix.tsx';

interface KeyInspectorProps {
  apiKey: ApiKey;
  all: readonly ApiKey[];
  onClose: () => void;
}

/** One key: what it may do, and what can be done with it. */
export function KeyInspector({ apiKey, all, onClose }: KeyInspectorProps) {
  const { t } = useTranslation('access');
  const [doing, setDoing] = useState<'edit' | 'revoke' | null>(null);
  const ownId = useSession(({ key }) => key?.id);
  const isOwn = apiKey.id === ownId;
  const why = isOwn ? t('revoke.own') : isLastAdmin(apiKey, all) ? t('revoke.last') : null;
  if (doing === 'edit') return <EditKey apiKey={apiKey} onClose={onClose} onDone={() => setDoing(null)} />;
  return (
    <Inspector
      title={apiKey.name}
      onClose={onClose}
      footer={
        <div className={styles.foot}>
          <Button icon={Pencil} onPress={() => setDoing('edit')}>
            {t('edit')}
          </Button>
          <Button
            variant="danger-quiet"
            icon={Trash2}
            isDisabled={why !== null}
            onPress={() => setDoing('revoke')}
          >
            {t('revoke.do')}
          </Button>
          {why !== null && <p className={styles.why}>{why}</p>}
        </div>
      }
    >
      <Section title={t('column.rights')}>
        <RightsMatrix permissions={apiKey.permissions} />
      </Section>
      <KeyFacts apiKey={apiKey} />
      {doing === 'revoke' && <RevokeKey apiKey={apiKey} onClose={() => setDoing(null)} onRevoked={onClose} />}
    </Inspector>
  );
}

function KeyFacts({ apiKey }: { apiKey: ApiKey }) {
  const { t } = useTranslation('access');
  const format = useFormat();
  const { type, prefix, expires_at: expires, created_at: created, updated_at: updated, id } = apiKey;
  return (
    <Section title={t('facts')}>
      <KeyValues>
        <KeyValue label={t('column.type')}>{t(`type.${type}`)}</KeyValue>
        <KeyValue label={t('column.prefix')}>
          <span className="mono">{`${prefix}…`}</span>
        </KeyValue>
        <KeyValue label={t('column.expires')}>
          {expires === null ? t('never') : format.dateTime(expires)}{' '}
          {isExpired(apiKey) && <Tag tone="danger">{t('expired')}</Tag>}
        </KeyValue>
        <KeyValue label={t('column.made')}>{format.dateTime(created)}</KeyValue>
        {updated !== created && <KeyValue label={t('changed')}>{format.dateTime(updated)}</KeyValue>}
        <KeyValue label="ID">
          <span className="mono">{id}</span>
        </KeyValue>
      </KeyValues>
    </Section>
  );
}
