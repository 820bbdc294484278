import type { Notifier } from '../infra/notifier.ts';
import { eventsChannel } from './events.ts';

/** So often at most: readers are told of one commit at once, and once of many. */
const pauseMs = 10;

/** Tells readers of events, on all gateways, that a commit has written some. */
export function createEventNotice(notifier: Pick<Notifier, 'tell'>): () => void {
  let isPausing = false;
  let isDue = false;
  const tell = (): void => {
    isDue = false;
    isPausing = true;
    notifier.tell(eventsChannel);
    const goOn = (): void => {
      isPausing = false;
      if (isDue) tell();
    };
    setTimeout(goOn, pauseMs).unref();
  };
  return () => {
    isDue = true;
    if (!isPausing) tell();
  };
}
