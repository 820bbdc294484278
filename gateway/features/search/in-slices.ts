import { breather } from '../../infra/breathe.ts';

const sliceMs = 5;

/** Runs steps to their end, with a turn of the event loop for everybody else whenever a slice is used up. */
export async function inSlices<T>(steps: Generator<void, T>): Promise<T> {
  const breathe = breather(sliceMs);
  for (;;) {
    const { done, value } = steps.next();
    if (done === true) return value;
    const pause = breathe();
    if (pause) await pause;
  }
}
