import { useQueryClient } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { CircleAlert, LoaderCircle, TriangleAlert } from 'lucide-react';
import type { ReactNode } from 'react';
import { useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { reportReached, reportUnreached, useConnection } from '../../api/connection.ts';
import { resumeSession, useCan } from '../../api/session.ts';
import { Button } from '../../components/button/button.tsx';
import { useFormat } from '../format/use-format.ts';
import styles from './banners.module.css';
import { useEngineHealth } from './health.ts';
import type { EngineHealth } from './health.ts';

/** What everybody must know, under the title bar, for as long as it is so. */
export function Banners() {
  const { engines, health } = useEngineHealth();
  const isReached = useConnection((connection) => connection.isReached);
  const isLost = useLasting(!isReached, settleMs);
  const isLow = health?.disk.low ?? false;
  return (
    <div className={styles.banners} role="status">
      {isLost && <LostBanner />}
      {!isLost &&
        engines
          .filter(({ state }) => state === 'failed' || state === 'stopped' || state === 'starting')
          .map((engine) => <EngineBanner key={engine.name} engine={engine} />)}
      {!isLost && isLow && health && (
        <DiskBanner freeMb={health.disk.free_mb} wantedMb={health.disk.wanted_mb} />
      )}
    </div>
  );
}

const settleMs = 1_000;

/** True when `is` has been so for a while: a connection that breaks and is back at once is nobody's concern. */
function useLasting(is: boolean, ms: number): boolean {
  const [lasts, setLasts] = useState(false);
  useEffect(() => {
    const timer = setTimeout(() => setLasts(is), is ? ms : 0);
    return () => clearTimeout(timer);
  }, [is, ms]);
  return lasts;
}

function LostBanner() {
  const { t } = useTranslation();
  const queries = useQueryClient();
  const [isTrying, setTrying] = useState(false);
  const tryNow = async (): Promise<void> => {
    setTrying(true);
    try {
      await resumeSession('still');
      reportReached();
      void queries.invalidateQueries();
    } catch {
      // It stays as the banner says.
      reportUnreached();
    } finally {
      setTrying(false);
    }
  };
  return (
    <Banner
      tone="danger"
      title={t('lost.title')}
      text={t('lost.text')}
      action={
        <Button size="sm" isBusy={isTrying} onPress={() => void tryNow()}>
          {t('lost.retry')}
        </Button>
      }
    />
  );
}

function EngineBanner({ engine: { name, title, isFolder, state, reason } }: { engine: EngineHealth }) {
  const { t } = useTranslation();
  const can = useCan();
  if (state === 'running' || state === 'unknown') return null;
  const engine = isFolder ? t('shell.fileFolder') : title;
  return (
    <Banner
      tone={state === 'starting' ? 'warn' : 'danger'}
      isBusy={state === 'starting'}
      title={t(`banner.${state}`, { engine })}
      text={`${t(`banner.without.${name}`)}${reason === null ? '' : ` (${reason})`}`}
      action={can('admin') && <Link to="/engines">{t('banner.toEngines')}</Link>}
    />
  );
}

function DiskBanner({ freeMb, wantedMb }: { freeMb: number; wantedMb: number }) {
  const { t } = useTranslation();
  const format = useFormat();
  const mega = 1_000_000;
  return (
    <Banner
      tone="warn"
      title={t('banner.disk', { free: format.bytes(freeMb * mega) })}
      text={t('banner.diskText', { wanted: format.bytes(wantedMb * mega) })}
    />
  );
}

interface BannerProps {
  tone: 'danger' | 'warn';
  title: string;
  text: string;
  action?: ReactNode;
  isBusy?: boolean;
}

function Banner({ tone, title, text, action, isBusy = false }: BannerProps) {
  const Icon = isBusy ? LoaderCircle : tone === 'danger' ? CircleAlert : TriangleAlert;
  return (
    <div className={styles.banner} data-tone={tone}>
      <Icon size={16} strokeWidth={1.5} aria-hidden />
      <p>
        <b>{title}</b> {text}
      </p>
      {action}
    </div>
  );
}
