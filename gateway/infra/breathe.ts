import { setImmediate as yieldToOthers } from 'node:timers/promises';

const defaultSliceMs = 6;

/** Called between steps of long work: resolves at once, or after a turn of the event loop when its slice is used up. */
export type Breathe = () => Promise<void> | void;

export function breather(sliceMs = defaultSliceMs): Breathe {
  let since = performance.now();
  return () => {
    if (performance.now() - since < sliceMs) return;
    return yieldToOthers().then(() => void (since = performance.now()));
  };
}
