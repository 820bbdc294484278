import type { Job } from '../../api/types.ts';

/** What a job counts in its result; each has words under `result` in `jobs.json`. */
export type Counted = 'created' | 'rejected' | 'records' | 'deleted' | 'failed' | 'chunks';

export interface JobOutcome {
  counts: { what: Counted; count: number }[];
  /** The records that it wrote and that are still there. */
  recordIds: string[];
  /** Rows were put aside, to be fetched. */
  hasRejected: boolean;
}

const importDetail = /^(\d+) rows, (\d+) of them rejected$/;

/** Reads the result of each kind of job; what it does not know it leaves out. */
export function readResult({ kind, state, result, progress }: Job): JobOutcome {
  const fields = isObject(result) ? result : {};
  const count = (what: Counted, value: unknown): JobOutcome['counts'] =>
    typeof value === 'number' ? [{ what, count: value }] : [];
  if (kind === 'import') {
    // Before its end an import tells in words how far it is.
    const [, read, aside] = importDetail.exec(progress.detail ?? '') ?? [];
    const rejected = fields['rejected'] ?? (aside === undefined ? undefined : Number(aside));
    const created = fields['created'] ?? (read === undefined ? undefined : Number(read) - Number(aside));
    return {
      counts: [...count('created', created), ...count('rejected', rejected)],
      recordIds: [],
      hasRejected: typeof rejected === 'number' && rejected > 0,
    };
  }
  const ids = Array.isArray(fields['record_ids'])
    ? fields['record_ids'].filter((id): id is string => typeof id === 'string')
    : [];
  const deleted = count('deleted', fields['deleted']);
  const isWritten = state === 'succeeded' && deleted.length === 0;
  const failed = Array.isArray(fields['failed']) ? fields['failed'].length : undefined;
  return {
    counts: [
      ...(isWritten && ids.length > 0 ? count('records', ids.length) : []),
      ...deleted,
      ...count('failed', failed),
      ...count('chunks', fields['chunks']),
    ],
    recordIds: isWritten ? ids : [],
    hasRejected: false,
  };
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
