/**
 * The one error type that crosses folders. Services and drivers throw it; the HTTP error handler maps it to
 * an RFC 9457 problem document. Anything else that is thrown is a bug and answers 500.
 */

import { errorCodes, reason } from './contract/problem-codes.ts';
import type { ErrorCode, FieldProblem, FieldProblemCode, ParamsArgument } from './contract/problem-codes.ts';

export type { ErrorCode, FieldProblem } from './contract/problem-codes.ts';

/** How far what a request waits for is, as a job tells it. */
export interface ErrorProgress {
  done: number;
  /** null while it is not known. */
  total: number | null;
  /** null while nothing can be said. */
  etaSeconds: number | null;
}

export interface AppErrorOptions {
  errors?: FieldProblem[];
  progress?: ErrorProgress;
  headers?: Record<string, string>;
  cause?: unknown;
}

export class AppError extends Error {
  readonly code: ErrorCode;
  readonly errors: FieldProblem[] | undefined;
  readonly progress: ErrorProgress | undefined;
  readonly headers: Record<string, string>;

  constructor(code: ErrorCode, detail: string, options: AppErrorOptions = {}) {
    super(detail, options.cause === undefined ? undefined : { cause: options.cause });
    this.name = 'AppError';
    this.code = code;
    this.errors = options.errors;
    this.progress = options.progress;
    this.headers = options.headers ?? {};
  }

  get status(): number {
    return errorCodes[this.code].status;
  }
}

/** FroDB can't start, for a reason that whoever starts it can mend: `message` is for them, and names what to do. */
export class StartError extends Error {
  constructor(message: string, options?: ErrorOptions) {
    super(message, options);
    this.name = 'StartError';
  }
}

/** 400 for one or more named problems; `detail` is the first message, with a count of the others. */
export function invalidInput(errors: FieldProblem[]): AppError {
  const [first] = errors;
  const more = errors.length > 1 ? ` (and ${errors.length - 1} more)` : '';
  const detail = first ? `${first.path}: ${first.message}${more}` : 'The input is not valid.';
  return new AppError('invalid_input', detail, { errors });
}

/** 400 for a single field. */
export function invalidField<Code extends FieldProblemCode>(
  path: string,
  code: Code,
  message: string,
  ...params: ParamsArgument<Code>
): AppError {
  return invalidInput([{ path, ...reason(code, message, ...params) }]);
}

export function notFound(detail: string): AppError {
  return new AppError('not_found', detail);
}

export function conflict(detail: string, errors?: FieldProblem[]): AppError {
  return new AppError('conflict', detail, errors ? { errors } : {});
}

export function alreadyExists(detail: string, errors?: FieldProblem[]): AppError {
  return new AppError('already_exists', detail, errors ? { errors } : {});
}

export function tooLarge(detail: string): AppError {
  return new AppError('too_large', detail);
}

/** 413 for a body that has more than `limit` bytes. */
export function bodyTooLarge(limit: number): AppError {
  return tooLarge(`A body of this type may have at most ${limit} bytes.`);
}

/** 507: nothing was saved for want of room. `detail` says where, and what to do. */
export function diskFull(detail: string, cause?: unknown): AppError {
  return new AppError('disk_full', detail, cause === undefined ? {} : { cause });
}

/** 503: `part` is the engine or worker that is down (`postgres`, `qdrant`, `minio`, …), `reason` says why. */
export function unavailable(part: string, reason: string, cause?: unknown): AppError {
  return new AppError('unavailable', `${part} is not available: ${reason}`, {
    headers: { 'retry-after': '5' },
    ...(cause === undefined ? {} : { cause }),
  });
}
