import { useQueryClient } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { Minus } from 'lucide-react';
import type { CSSProperties } from 'react';
import { useEffect } from 'react';
import { useHotkeys } from 'react-hotkeys-hook';
import { useTranslation } from 'react-i18next';
import { IconButton } from '../../components/icon-button/icon-button.tsx';
import { useFormat } from '../format/use-format.ts';
import { usePreferences } from '../preferences.ts';
import styles from './jobs-tray.module.css';
import { followJobs } from './live-jobs.ts';
import { TrayJob } from './tray-job.tsx';
import { closeTray, trayId, useTray } from './tray-state.ts';
import { useJobsSummary } from './use-jobs-summary.ts';
import { useTrayJobs } from './use-tray-jobs.ts';

const shownAtMost = 30;

/** Bottom right: the work that goes on, and what came of it, wherever one is in Studio. */
export function JobsTray() {
  const queries = useQueryClient();
  const isOpen = useTray((tray) => tray.isOpen);
  useEffect(() => followJobs(queries), [queries]);
  return isOpen ? <OpenTray /> : null;
}

function OpenTray() {
  const { t } = useTranslation('jobs');
  const { number } = useFormat();
  const jobs = useTrayJobs();
  const { words } = useJobsSummary(jobs);
  const inspectorWidth = usePreferences((preferences) => preferences.inspectorWidth);
  const all = [...jobs.active, ...jobs.ended];
  // Esc is the tray's while the focus is in it, and the inspector's else.
  const frame = useHotkeys<HTMLElement>('escape', (event) => {
    event.stopPropagation();
    closeTray();
  });
  if (jobs.isPending) return null;
  const hidden = all.length - shownAtMost;
  return (
    <aside
      id={trayId}
      className={styles.tray}
      aria-label={t('tray.name')}
      ref={frame}
      tabIndex={-1}
      style={{ '--inspector-width': `${inspectorWidth}px` } as CSSProperties}
    >
      <header className={styles.head}>
        <h2>{words}</h2>
        <IconButton icon={Minus} label={t('tray.minimise')} onPress={closeTray} />
      </header>
      {all.length === 0 ? (
        <p className={styles.empty}>{t('tray.empty')}</p>
      ) : (
        <ul className={styles.jobs}>
          {all.slice(0, shownAtMost).map((job) => (
            <TrayJob key={job.id} job={job} />
          ))}
        </ul>
      )}
      <footer className={styles.foot}>
        {hidden > 0 && <span>{t('tray.more', { count: hidden, number: number(hidden) })}</span>}
        <Link to="/jobs">{t('tray.all')}</Link>
      </footer>
    </aside>
  );
}
