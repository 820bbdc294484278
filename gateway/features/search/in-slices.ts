import { setImmediate as yieldToOthers } from 'node:timers/promises';

const sliceMs = 5;

/** Runs steps to their end, with a turn of the event loop for everybody else whenever a slice is used up. */
export async function inSlices<T>(steps: Generator<void, T>): Promise<T> {
  for (let since = performance.now(); ;) {
    const { done, value } = steps.next();
    if (done === true) return value;
    if (performance.now() - since < sliceMs) continue;
    await yieldToOthers();
    since = performance.now();
  }
}
