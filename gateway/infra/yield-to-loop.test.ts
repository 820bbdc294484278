import { describe, expect, it } from 'vitest';
import { yieldToLoop } from './yield-to-loop.ts';

function work(milliseconds: number): void {
  const end = performance.now() + milliseconds;
  while (performance.now() < end);
}

/** Counts turns of the event loop. */
function countTurns(): { count: () => number; stop: () => void } {
  let turns = 0;
  let isOn = true;
  const next = (): void => {
    turns++;
    if (isOn) setImmediate(next);
  };
  setImmediate(next);
  return { count: () => turns, stop: () => void (isOn = false) };
}

describe('long work', () => {
  it('goes on at once while the slice of the turn is not used up', async () => {
    await new Promise((resolve) => setImmediate(resolve));
    expect(yieldToLoop()).toBeUndefined();
  });

  it('lets one another and all the rest have a turn: one piece of work in each', async () => {
    const turns = countTurns();
    const resumed: number[] = [];
    const one = async (): Promise<void> => {
      for (let step = 0; step < 4; step++) {
        work(8);
        await yieldToLoop();
        resumed.push(turns.count());
      }
    };
    await Promise.all([one(), one(), one(), one(), one()]);
    turns.stop();
    expect(new Set(resumed).size).toBe(resumed.length);
  });
});
