import { ListChecks } from 'lucide-react';
import { Button } from 'react-aria-components';
import { ProgressRing } from '../../components/progress-ring/progress-ring.tsx';
import { StateMark } from '../../components/state-mark/state-mark.tsx';
import { Tooltip } from '../../components/tooltip/tooltip.tsx';
import styles from './jobs-indicator.module.css';
import { toggleTray, trayId, useTray } from './tray-state.ts';
import { useJobsSummary } from './use-jobs-summary.ts';
import type { JobsSummary } from './use-jobs-summary.ts';
import { useTrayJobs } from './use-tray-jobs.ts';

/** In the title bar: how far the work is that goes on, and the way to it. */
export function JobsIndicator() {
  const summary = useJobsSummary(useTrayJobs());
  const isOpen = useTray((tray) => tray.isOpen);
  const { state, words } = summary;
  return (
    <Tooltip content={words}>
      <Button
        className={styles.indicator ?? ''}
        onPress={toggleTray}
        aria-expanded={isOpen}
        aria-controls={trayId}
        aria-label={words}
      >
        <SummaryMark summary={summary} />
        {state !== 'none' && <span>{words}</span>}
      </Button>
    </Tooltip>
  );
}

/** The shape before the words; the words say the same. */
export function SummaryMark({ summary: { state, share, words } }: { summary: JobsSummary }) {
  switch (state) {
    case 'none':
      return <ListChecks size={16} strokeWidth={1.5} aria-hidden />;
    case 'active':
      return <ProgressRing value={share} label={words} />;
    case 'failed':
      return <StateMark state="failed" label={words} isLabelHidden />;
    case 'done':
      return <StateMark state="running" label={words} isLabelHidden />;
  }
}
