import { setTimeout as sleep } from 'node:timers/promises';
import { AppError } from '../errors.ts';

const firstPauseMs = 50;
const longestPauseMs = 2_000;

/**
 * Runs `step` again with exponential backoff while its engine is unavailable, until it has not succeeded for
 * `seconds`; then throws the last error (503). Every other error is thrown at once, and `signal`'s when it is aborted
 * between two tries.
 */
export async function retryWhileUnavailable<T>(
  seconds: number,
  step: () => Promise<T>,
  signal?: AbortSignal,
): Promise<T> {
  const deadline = Date.now() + seconds * 1_000;
  for (let pause = firstPauseMs; ; pause = Math.min(pause * 2, longestPauseMs)) {
    try {
      return await step();
    } catch (error) {
      const isTransient = error instanceof AppError && error.code === 'unavailable';
      if (!isTransient || Date.now() + pause >= deadline) throw error;
      await sleep(pause, undefined, signal && { signal }).catch(() => undefined);
      signal?.throwIfAborted();
    }
  }
}
