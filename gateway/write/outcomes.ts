import { AppError } from '../errors.ts';

/** What becomes of a write, counted once for each: a batch is one. */
export const writeOutcomes = [
  'created',
  'updated',
  'deleted',
  'unchanged',
  'replayed',
  'refused',
  'conflict',
  'unavailable',
  'failed',
] as const;
export type WriteOutcome = (typeof writeOutcomes)[number];

/** Of a write that was committed, by its action, such as `record.created`. */
export function outcomeOf(action: string): WriteOutcome {
  const verb = action.split('.')[1];
  return writeOutcomes.find((outcome) => outcome === verb) ?? 'updated';
}

/** Of a write that threw. */
export function outcomeOfError(error: unknown): WriteOutcome {
  if (!(error instanceof AppError)) return 'failed';
  switch (error.code) {
    case 'conflict':
    case 'already_exists':
    case 'precondition_failed':
      return 'conflict';
    case 'unavailable':
    case 'disk_full':
      return 'unavailable';
    default:
      return error.status < 500 ? 'refused' : 'failed';
  }
}
