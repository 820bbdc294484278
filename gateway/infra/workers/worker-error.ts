export type WorkerErrorCode = 'worker_timeout' | 'worker_memory' | 'worker_crashed' | 'worker_cancelled';

/** A task that its worker thread did not survive, or was not let finish. Other tasks are not touched. */
export class WorkerError extends Error {
  readonly code: WorkerErrorCode;

  constructor(code: WorkerErrorCode, message: string, cause?: unknown) {
    super(message, cause === undefined ? undefined : { cause });
    this.name = 'WorkerError';
    this.code = code;
  }
}
