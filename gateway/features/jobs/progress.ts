import type { ProgressRow } from './attempts-store.ts';
import type { JobProgress } from './kind.ts';

const writeIntervalMs = 500;

export interface Progress {
  set: (progress: JobProgress) => void;
  /** As it is now, to be written with something else. */
  current: () => ProgressRow;
  /** Nothing more is written. Resolves when what was being written is. */
  stop: () => Promise<void>;
}

/** Hands what was set last to `write`, at most twice a second and never two at a time, with the speed of this attempt. */
export function createProgress(
  begun: Pick<ProgressRow, 'done' | 'total'>,
  write: (progress: ProgressRow) => Promise<void>,
): Progress {
  let last: JobProgress = { ...begun, detail: null };
  // What is counted anew counts from the first word of this attempt, which may begin where the last one had been.
  let origin: { done: number; at: number } | null = null;
  let timer: NodeJS.Timeout | undefined;
  let writing: Promise<void> = Promise.resolve();
  let writtenAt = -Infinity;
  let isStopped = false;
  const current = (): ProgressRow => ({
    done: last.done,
    total: last.total,
    detail: last.detail ?? null,
    perSecond: origin && speed(origin, last.done),
  });
  const flush = (): void => {
    timer = undefined;
    writtenAt = performance.now();
    writing = write(current());
  };
  return {
    set: (progress) => {
      last = progress;
      origin ??= { done: progress.done, at: performance.now() };
      if (isStopped || timer) return;
      const pause = Math.max(0, writtenAt + writeIntervalMs - performance.now());
      timer = setTimeout(() => void writing.then(flush), pause);
    },
    current,
    stop: async () => {
      isStopped = true;
      clearTimeout(timer);
      await writing;
    },
  };
}

/** Units a second; null while nothing can be said. */
function speed(origin: { done: number; at: number }, done: number): number | null {
  const seconds = (performance.now() - origin.at) / 1_000;
  return seconds > 0 && done > origin.done ? (done - origin.done) / seconds : null;
}
