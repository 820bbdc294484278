import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import type { Engine } from '../../api/types.ts';
import { ProgressBar } from '../../components/progress-bar/progress-bar.tsx';
import { systemQuery } from '../settings/system-queries.ts';
import { useFormat } from '../format/use-format.ts';
import { EngineMark } from './engine-mark.tsx';
import styles from './engine-strip.module.css';

/** Across the top: each engine with what it takes, and what is left of the disk. */
export function EngineStrip({ engines }: { engines: readonly Engine[] }) {
  const { t } = useTranslation('home');
  const format = useFormat();
  return (
    <section className={styles.strip} aria-label={t('engines.label')}>
      {engines.length === 0 && placeholders.map((name) => <div key={name} className={styles.cell} />)}
      {engines.map((engine) => (
        <Link key={engine.name} to="/engines" className={styles.cell}>
          <EngineMark engine={engine} />
          <span className={styles.facts}>
            {engine.memory_bytes !== null && (
              <span>{t('engines.memory', { size: format.bytes(engine.memory_bytes) })}</span>
            )}
            {engine.disk_bytes !== null && (
              <span>{t('engines.disk', { size: format.bytes(engine.disk_bytes) })}</span>
            )}
          </span>
        </Link>
      ))}
      <FreeDisk />
    </section>
  );
}

/** Where the engines will be. */
const placeholders = ['postgres', 'qdrant', 'minio'];

function FreeDisk() {
  const { t } = useTranslation('home');
  const format = useFormat();
  const { data: system } = useQuery(systemQuery);
  const disk = system?.disk;
  if (!disk) return <div className={styles.cell} />;
  const free = t('disk.free', { free: format.bytes(disk.free_bytes), total: format.bytes(disk.total_bytes) });
  return (
    <div className={styles.cell}>
      <b>{t('disk.title')}</b>
      <span className={styles.facts}>
        {disk.is_low ? (
          <span className={styles.low}>
            {t('disk.low', { wanted: format.bytes(disk.wanted_free_bytes) })}
          </span>
        ) : (
          <span>{free}</span>
        )}
      </span>
      <ProgressBar label={free} value={1 - disk.free_bytes / disk.total_bytes} isFailed={disk.is_low} />
    </div>
  );
}
