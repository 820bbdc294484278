/** Of a turn of the event loop, in milliseconds. */
const sliceMs = 6;

/** When long work began in this turn of the event loop; null where none has. */
let began: number | null = null;
const waiting: (() => void)[] = [];

/**
 * Called between the steps of long work: does nothing, or resolves in a later turn of the event loop where the slice of
 * this one is used up. All long work shares the one slice of a turn: ten at once hold nobody up ten times as long.
 */
export function yieldToLoop(): Promise<void> | undefined {
  began ??= beginTurn();
  if (performance.now() - began < sliceMs) return undefined;
  return new Promise((resolve) => waiting.push(resolve));
}

function beginTurn(): number {
  setImmediate(endTurn);
  return performance.now();
}

function endTurn(): void {
  began = null;
  const goOn = waiting.shift();
  if (!goOn) return;
  began = beginTurn();
  goOn();
}
