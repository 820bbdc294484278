/** One timed thing; called again and again with a running number. */
export type Work = (n: number) => Promise<void>;

export interface Measured {
  /** Milliseconds, the median of the slices' medians. */
  p50: number;
  /** Calls per second, the median of the slices. */
  rate: number;
}

const sliceCount = 9;
const sliceMs = 1_000;
/** So many calls until most of the code that they run is compiled. */
const warmUpCalls = 2_000;
const longestWarmUpMs = 10_000;

/**
 * Runs ours and the floor in turns, so that a noisy moment hits both: the median of nine slices each, after turns that
 * don't count, until both are warm (code compiled, statements prepared, caches filled).
 */
export async function alternate(
  ours: Work,
  floor: Work,
  { clients = 1, warmUpMs = 3_000 }: { clients?: number; warmUpMs?: number } = {},
): Promise<{ ours: Measured; floor: Measured }> {
  let n = 0;
  const next = (): number => n++;
  for (const work of [ours, floor]) await warmUp(work, clients, next, warmUpMs);
  const all: { ours: Measured[]; floor: Measured[] } = { ours: [], floor: [] };
  for (let slice = 0; slice < sliceCount; slice++) {
    all.ours.push(await runSlice(ours, clients, next));
    all.floor.push(await runSlice(floor, clients, next));
  }
  return { ours: middle(all.ours), floor: middle(all.floor) };
}

async function warmUp(work: Work, clients: number, next: () => number, shortestMs: number): Promise<void> {
  const started = performance.now();
  const { rate } = await runSlice(work, clients, next, shortestMs);
  const passedMs = performance.now() - started;
  const neededMs = Math.min((warmUpCalls / rate) * 1_000, longestWarmUpMs);
  if (neededMs > passedMs) await runSlice(work, clients, next, neededMs - passedMs);
}

async function runSlice(
  work: Work,
  clients: number,
  next: () => number,
  lengthMs = sliceMs,
): Promise<Measured> {
  const times: number[] = [];
  const started = performance.now();
  const client = async (): Promise<void> => {
    do {
      const before = performance.now();
      await work(next());
      times.push(performance.now() - before);
    } while (performance.now() - started < lengthMs);
  };
  await Promise.all(Array.from({ length: clients }, client));
  return { p50: median(times), rate: (times.length * 1_000) / (performance.now() - started) };
}

function middle(slices: Measured[]): Measured {
  return { p50: median(slices.map(({ p50 }) => p50)), rate: median(slices.map(({ rate }) => rate)) };
}

export function median(numbers: number[]): number {
  const sorted = numbers.toSorted((a, b) => a - b);
  const half = Math.floor(sorted.length / 2);
  const upper = sorted[half] ?? Number.NaN;
  return sorted.length % 2 === 1 ? upper : ((sorted[half - 1] ?? Number.NaN) + upper) / 2;
}
