import type { TransferListItem } from 'node:worker_threads';
import pLimit from 'p-limit';
import { Piscina } from 'piscina';
import { WorkerError } from './worker-error.ts';

export interface WorkerPoolOptions {
  /** A built ES module that exports `run(task)`. */
  entry: URL;
  maxThreads: number;
  /** Ceiling of one thread's JavaScript heap, in MiB. */
  maxOldGenerationMb: number;
  /** Longest that one task may run, waiting not counted. */
  timeoutMs: number;
}

export interface RunOptions {
  /** Cancels a waiting task, or ends the thread of a running one. */
  signal?: AbortSignal;
  transfer?: readonly TransferListItem[];
}

/**
 * Runs tasks in worker threads, one at a time each. No thread lives before the first task or long after the last.
 * A task that outlives its time or its thread rejects with WorkerError; one that throws rejects with its error.
 */
export interface WorkerPool {
  run<T>(task: unknown, options?: RunOptions): Promise<T>;
  /** Tasks of now, and how many may run at once. */
  load: () => { running: number; waiting: number; threads: number };
  /** Ends all threads; tasks under way reject. */
  close(): Promise<void>;
}

const idleMs = 30_000;

export function createWorkerPool(options: WorkerPoolOptions): WorkerPool {
  // Tasks wait here and not in the pool: its queue is forgotten when the last thread dies of its task.
  const limit = pLimit(options.maxThreads);
  let pool: Piscina | undefined;
  let closed = false;
  return {
    run<T>(task: unknown, { signal, transfer }: RunOptions = {}): Promise<T> {
      return limit(async () => {
        if (closed) throw new WorkerError('worker_cancelled', 'The worker pool is closed.');
        if (signal?.aborted)
          throw new WorkerError('worker_cancelled', 'The task was cancelled.', signal.reason);
        pool ??= startPool(options);
        return runOne<T>(pool, task, options, { signal, transfer });
      });
    },
    load: () => ({ running: limit.activeCount, waiting: limit.pendingCount, threads: options.maxThreads }),
    async close() {
      closed = true;
      await pool?.destroy();
    },
  };
}

function startPool(options: WorkerPoolOptions): Piscina {
  const pool = new Piscina({
    name: 'run',
    minThreads: 0,
    maxThreads: options.maxThreads,
    idleTimeout: idleMs,
    atomics: 'disabled',
    recordTiming: false,
    resourceLimits: { maxOldGenerationSizeMb: options.maxOldGenerationMb },
  });
  // A thread that dies while idle is no event for anybody: the next task starts another.
  pool.on('error', () => undefined);
  return pool;
}

async function runOne<T>(
  pool: Piscina,
  task: unknown,
  { entry, timeoutMs }: WorkerPoolOptions,
  { signal, transfer }: { [Name in keyof RunOptions]: RunOptions[Name] | undefined },
): Promise<T> {
  const abort = new AbortController();
  let timedOut = false;
  const timer = setTimeout(() => {
    timedOut = true;
    abort.abort();
  }, timeoutMs);
  const cancel = (): void => abort.abort();
  signal?.addEventListener('abort', cancel, { once: true });
  try {
    // Named with each task: an entry that can't be loaded fails its task. Loaded by the pool as it starts a thread, it
    // would end the thread and leave the task waiting for another.
    return (await pool.run(task, {
      filename: entry.href,
      signal: abort.signal,
      transferList: [...(transfer ?? [])] as never,
    })) as T;
  } catch (error) {
    if (timedOut) throw new WorkerError('worker_timeout', `The task ran longer than ${timeoutMs} ms.`, error);
    if (abort.signal.aborted) throw new WorkerError('worker_cancelled', 'The task was cancelled.', error);
    throw translate(error);
  } finally {
    clearTimeout(timer);
    signal?.removeEventListener('abort', cancel);
  }
}

function translate(error: unknown): unknown {
  if (!(error instanceof Error)) return error;
  if ('code' in error && error.code === 'ERR_WORKER_OUT_OF_MEMORY') {
    return new WorkerError('worker_memory', 'The task needed more memory than its thread may have.', error);
  }
  if (/^worker exited with code|Terminating worker thread/.test(error.message)) {
    return new WorkerError('worker_crashed', 'The thread of the task ended.', error);
  }
  return error;
}
