import { ChevronDown, ChevronUp } from 'lucide-react';
import { Button } from 'react-aria-components';
import { SummaryMark } from './jobs-indicator.tsx';
import styles from './jobs-indicator.module.css';
import { toggleTray, trayId, useTray } from './tray-state.ts';
import { useJobsSummary } from './use-jobs-summary.ts';
import { useTrayJobs } from './use-tray-jobs.ts';

/** At the right of the status bar: the tray, folded into one line. */
export function JobLine() {
  const summary = useJobsSummary(useTrayJobs());
  const isOpen = useTray((tray) => tray.isOpen);
  if (summary.state === 'none') return null;
  const Arrow = isOpen ? ChevronDown : ChevronUp;
  return (
    <Button className={styles.line ?? ''} onPress={toggleTray} aria-expanded={isOpen} aria-controls={trayId}>
      <SummaryMark summary={summary} />
      {summary.words}
      <Arrow size={12} strokeWidth={1.75} aria-hidden />
    </Button>
  );
}
