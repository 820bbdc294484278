import { StateMark } from '../../components/state-mark/state-mark.tsx';
import type { State } from '../../components/state-mark/state-mark.tsx';
import type { JobState } from './job-state.ts';
import { useJobWords } from './use-job-words.ts';

const shapes: Record<JobState, State> = {
  waiting: 'waiting',
  running: 'starting',
  succeeded: 'running',
  failed: 'failed',
  cancelled: 'stopped',
};

/** How a job is, as a shape and in words. */
export function StateOfJob({ state, isLabelHidden }: { state: JobState; isLabelHidden?: boolean }) {
  const words = useJobWords();
  return <StateMark state={shapes[state]} label={words.state(state)} isLabelHidden={isLabelHidden} />;
}
