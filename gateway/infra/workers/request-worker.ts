import type { TransferListItem } from 'node:worker_threads';
import { AppError, unavailable } from '../../errors.ts';
import type { ErrorCode, FieldProblem } from '../../errors.ts';
import type { WorkerPool } from './pool.ts';
import { moved } from './slices.ts';
import { WorkerError } from './worker-error.ts';

/** Does a part of a request in another thread. Rejects with the AppError of the work, or 503 where its thread failed. */
export type RunInWorker = <Result>(
  task: unknown,
  transfer?: readonly TransferListItem[],
  /** Ends the thread of the work. */
  signal?: AbortSignal,
) => Promise<Result>;

/** What comes back: errors lose their class on the way between threads, so a refusal travels as data. */
type WorkerAnswer =
  { ok: true; result: unknown } | { ok: false; code: ErrorCode; detail: string; errors?: FieldProblem[] };

export function createRequestWorker(pool: Pick<WorkerPool, 'run'>): RunInWorker {
  return async <Result>(task: unknown, transfer: readonly TransferListItem[] = [], signal?: AbortSignal) => {
    const options = signal ? { transfer, signal } : { transfer };
    const answer = await pool.run<WorkerAnswer>(task, options).catch((error: unknown) => {
      signal?.throwIfAborted();
      throw failureOf(error);
    });
    if (answer.ok) return answer.result as Result;
    throw new AppError(answer.code, answer.detail, answer.errors ? { errors: answer.errors } : {});
  };
}

function failureOf(error: unknown): unknown {
  if (!(error instanceof WorkerError)) return error;
  switch (error.code) {
    case 'worker_memory':
      return unavailable(
        'worker',
        'this request needs more memory than FRODB_WORKER_MEMORY_MB allows; send less at once',
        error,
      );
    case 'worker_timeout':
      return unavailable('worker', 'this request took too long and was stopped; send less at once', error);
    case 'worker_cancelled':
    case 'worker_crashed':
      return unavailable('worker', 'its thread ended; nothing was saved, send it again', error);
  }
}

/** Runs in the worker: does the work and makes an answer of it. */
export async function answerTask(
  work: () => Promise<{ result: unknown; transfer: readonly TransferListItem[] }>,
): Promise<unknown> {
  let done;
  try {
    done = await work();
  } catch (error) {
    if (!(error instanceof AppError)) throw error;
    const { code, message: detail, errors } = error;
    return { ok: false, code, detail, ...(errors ? { errors } : {}) } satisfies WorkerAnswer;
  }
  return moved({ ok: true, result: done.result } satisfies WorkerAnswer, done.transfer);
}
