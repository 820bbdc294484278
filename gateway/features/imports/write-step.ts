import { isAdmin } from '../../access/permits.ts';
import { AppError, unavailable } from '../../errors.ts';
import type { CheckedRecord, Refused } from '../../ingest/index.ts';
import type { Collection } from '../../write/collection.ts';
import { stepClaim } from '../../write/idempotency.ts';
import { hashInput } from '../../write/input-hash.ts';
import type { JobContext } from '../jobs/service.ts';
import type { RowsAnswer } from '../records/service.ts';
import type { ImportDeps } from './import-deps.ts';
import { requireSame } from './input.ts';
import type { Checkpoint, ImportInput } from './input.ts';

/** Writes the portions of a job, each once. */
export interface StepWriter {
  /** Which have a unique value that is taken. */
  taken: (records: CheckedRecord[]) => Promise<Refused[]>;
  write: (at: Checkpoint, records: CheckedRecord[]) => Promise<RowsAnswer>;
}

/** Somebody else writes the same unique values meanwhile: that is found out anew each time. */
const races = 5;

export function createStepWriter(
  deps: ImportDeps,
  { id, input, asker }: JobContext<ImportInput>,
  collection: Collection,
): StepWriter {
  if (!asker) throw new Error('an import is asked for by somebody');
  const { actor, caller } = asker;
  const target = {
    collection,
    reload: () => deps.collections.reload(collection),
    actor,
    isAdmin: isAdmin(caller),
    jobId: id,
  };
  const writeOnce = async ({ from, number }: Checkpoint, records: CheckedRecord[]): Promise<RowsAnswer> => {
    const idempotency = stepClaim(id, actor.keyId, String(number));
    const rows = { records: listOf(records) };
    return (await deps.records.createRows({ ...target, idempotency }, rows, hashInput(from))).body;
  };
  return {
    taken: (records) => deps.records.takenRows(collection, { records: listOf(records) }),
    write: async (at, records) => {
      if (records.length === 0) return { created: 0, refused: [] };
      for (let race = 1; ; race++) {
        try {
          return await writeOnce(at, records);
        } catch (error) {
          if (!(error instanceof AppError) || error.code !== 'conflict') throw error;
          // It says what has become of the collection.
          await requireSame(deps, input);
          const isTaken = error.errors?.some(({ code }) => code === 'not_unique') ?? false;
          // What else there is to get in the way passes.
          if (!isTaken || race === races) throw unavailable('import', error.message, error);
        }
      }
    },
  };
}

async function* listOf(records: CheckedRecord[]): AsyncGenerator<CheckedRecord[]> {
  yield records;
}
