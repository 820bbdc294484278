import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import type { Engine } from '../../api/types.ts';
import { useConnection } from '../../api/connection.ts';
import { CopyButton } from '../../components/copy-button/copy-button.tsx';
import { StateMark } from '../../components/state-mark/state-mark.tsx';
import { useFormat } from '../format/use-format.ts';
import { systemQuery } from '../settings/system-queries.ts';
import styles from './gateway-bar.module.css';

/** FroDB's own process: how it is with what it has, and where it answers. */
export function GatewayBar({ engines }: { engines: readonly Engine[] }) {
  const { t } = useTranslation('engines');
  const format = useFormat();
  const { data: system } = useQuery(systemQuery);
  const isReached = useConnection((connection) => connection.isReached);
  const missing = engines.find(({ state }) => state !== 'ready');
  const words = !isReached
    ? t('gateway.unreached')
    : missing
      ? t(`gateway.without.${missing.name}`)
      : t('gateway.whole');
  return (
    <dl className={styles.bar}>
      <div className={styles.first}>
        <dt>
          <StateMark
            state={isReached ? (missing ? 'slow' : 'running') : 'failed'}
            label={words}
            isLabelHidden
          />
          {t('gateway.name')}
        </dt>
        <dd>{words}</dd>
      </div>
      <div>
        <dt>{t('gateway.address')}</dt>
        <dd className="mono">{location.host}</dd>
      </div>
      {system && (
        <div>
          <dt>{t('gateway.version')}</dt>
          <dd>{system.version}</dd>
        </div>
      )}
      {system?.disk && (
        <div>
          <dt>{t('gateway.free')}</dt>
          <dd>{format.bytes(system.disk.free_bytes)}</dd>
        </div>
      )}
      {system?.data_dir && (
        <div>
          <dt>{t('gateway.folder')}</dt>
          <dd className={styles.folder}>
            <span className="mono cut" title={system.data_dir}>
              {system.data_dir}
            </span>
            <CopyButton text={system.data_dir} label={t('gateway.copyFolder')} />
          </dd>
        </div>
      )}
    </dl>
  );
}
