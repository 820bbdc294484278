import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { enginesQuery } from '../../api/queries.ts';
import { useCan } from '../../api/session.ts';
import { CopyButton } from '../../components/copy-button/copy-button.tsx';
import { Tag } from '../../components/tag/tag.tsx';
import { engineNames, shortVersion } from '../engines/engine-names.ts';
import { useFormat } from '../format/use-format.ts';
import { ProblemNote } from '../problems/problem-note.tsx';
import { Licences } from './licences.tsx';
import { SettingRow } from './setting-row.tsx';
import styles from './settings.module.css';
import { systemQuery } from './system-queries.ts';

/** Which FroDB this is, what it runs on, where its data is, and what it is made of. */
export function AboutFroDb() {
  const { t } = useTranslation('settings');
  const format = useFormat();
  const isAdmin = useCan()('admin');
  const { data: system, error, refetch } = useQuery(systemQuery);
  const { data: engines = [], isPending } = useQuery({ ...enginesQuery, enabled: isAdmin });
  // All of it at once, so that nothing moves under a hand.
  if (!error && (!system || (isAdmin && isPending))) return null;
  return (
    <>
      <section className={styles.block} aria-labelledby="about">
        <h2 id="about">{t('about')}</h2>
        {error && <ProblemNote problem={error} onRetry={() => void refetch()} />}
        <div className={styles.rows}>
          {system && <SettingRow label={t('version')}>{system.version}</SettingRow>}
          {engines.map(
            ({ name, version }) =>
              version !== null && (
                <SettingRow key={name} label={engineNames[name]}>
                  {shortVersion(version)}
                </SettingRow>
              ),
          )}
          {system && <SettingRow label={t('runsOn')}>{`Node ${system.node}, ${system.platform}`}</SettingRow>}
          <SettingRow label={t('address')}>
            <span className="mono">{location.origin}</span>
          </SettingRow>
          {system?.data_dir && (
            <SettingRow label={t('folder')}>
              <span className="mono cut" title={system.data_dir}>
                {system.data_dir}
              </span>
              <CopyButton text={system.data_dir} label={t('copyFolder')} />
            </SettingRow>
          )}
          {system?.disk && (
            <SettingRow label={t('free')}>
              {system.disk.is_low && <Tag tone="warn">{t('low')}</Tag>}
              {t('freeOf', {
                free: format.bytes(system.disk.free_bytes),
                total: format.bytes(system.disk.total_bytes),
              })}
            </SettingRow>
          )}
          <SettingRow label={t('reference')}>
            {/* Both are pages of the gateway, and none of Studio's. */}
            <a href="/docs" target="_blank" rel="noreferrer">
              {t('docs')}
            </a>
          </SettingRow>
        </div>
      </section>
      <Licences />
    </>
  );
}
