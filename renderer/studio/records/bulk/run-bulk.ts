import { problemOf } from '../../../api/problem.ts';
import type { Problem } from '../../../api/problem.ts';

export interface BulkFailure {
  id: string;
  problem: Problem;
}

export interface BulkProgress {
  done: number;
  total: number;
  failures: readonly BulkFailure[];
}

/** So many at a time: enough to keep the gateway at it, few enough that others come through. */
const atOnce = 4;

/** Does one thing with each of many records; what fails is told at the end, and keeps none of the others. */
export async function runBulk(
  ids: readonly string[],
  change: (id: string) => Promise<unknown>,
  { signal, onProgress }: { signal: AbortSignal; onProgress: (progress: BulkProgress) => void },
): Promise<BulkProgress> {
  const failures: BulkFailure[] = [];
  let done = 0;
  let next = 0;
  const work = async (): Promise<void> => {
    for (let id = ids[next++]; id !== undefined && !signal.aborted; id = ids[next++]) {
      try {
        await change(id);
      } catch (error) {
        failures.push({ id, problem: problemOf(error) });
      }
      done++;
      onProgress({ done, total: ids.length, failures });
    }
  };
  await Promise.all(Array.from({ length: atOnce }, work));
  return { done, total: ids.length, failures };
}
