import { fileIdsOf } from '../../schema/file-refs.ts';
import { systemFields } from '../../schema/record.ts';
import { write } from '../../write/index.ts';
import type { WriteRequest, Written } from '../../write/index.ts';
import { noLostFiles } from '../../write/lost-files.ts';
import type { LostFiles } from '../../write/lost-files.ts';
import { once } from '../../write/once.ts';
import type { Answered } from '../../write/once.ts';
import type { RecordChange, StoredRow } from '../../write/prepared.ts';
import { draftChange } from './change.ts';
import { lostOf } from './lost-of.ts';
import { meansOf } from './means.ts';
import type { Means } from './means.ts';
import { presentRecord } from './present.ts';
import type { PresentedRecord } from './present.ts';
import { hashBody, receive } from './receive.ts';
import type { Operation, Received, RecordBody } from './receive.ts';
import type { RecordDeps } from './record-deps.ts';
import type { RecordTarget } from './target.ts';

/** Creates or changes a record, once per Idempotency-Key. */
export async function save(
  deps: RecordDeps,
  target: RecordTarget,
  operation: Operation,
  body: RecordBody,
): Promise<Answered<PresentedRecord>> {
  const { body: record, isReplay } = await once(
    deps.env,
    target.idempotency,
    () => hashBody(deps, target, operation, body),
    () =>
      write(deps.env, target, async (intent) => {
        const received = await receive(deps, target, { operation, body, intent, reads: true });
        return saveRequest(deps, target, received, meansOf(deps, target.signal));
      }),
  );
  // A replay is for the rights of now.
  return { body: shownTo(target, record), isReplay };
}

/** What a round changes, and the row as it was, for a patch may change nothing. */
interface SavePlan {
  changes: RecordChange[];
  unchanged: StoredRow | undefined;
  lost: LostFiles;
}

export function saveRequest(
  deps: RecordDeps,
  target: RecordTarget,
  { input, inputHash }: Received,
  { taker, placeChunks }: Means,
): WriteRequest<SavePlan, PresentedRecord> {
  const isNew = input.op === 'create';
  return {
    action: isNew ? 'record.created' : 'record.updated',
    readIds: isNew ? [] : [input.id],
    takes: fileIdsOf([input]),
    inputHash,
    prepare: async (rows, round) => {
      const { collection } = round;
      const unchanged = rows.get(input.id);
      const lost = unchanged ? await lostOf(deps, collection, unchanged) : noLostFiles;
      const draft = draftChange(input, unchanged, round, await taker.take(input, round));
      return { changes: await placeChunks(collection, draft ? [draft] : []), unchanged, lost };
    },
    answer: (written) => {
      const row = writtenRow(written) ?? written.unchanged;
      if (!row) throw new Error('a write of one record prepared none');
      return shownTo(target, presentRecord(written.collection.schema, row, { lost: written.lost }));
    },
  };
}

/** The row as this commit writes it; undefined where it writes none. */
function writtenRow({ changes, revision, at }: Written<SavePlan>): StoredRow | undefined {
  const [change] = changes;
  if (!change) return undefined;
  return { id: change.id, revision, created_at: change.createdAt, updated_at: at, columns: change.columns };
}

/** A key that may not read is told only what FroDB itself set on the record that it wrote. */
function shownTo({ mayRead }: RecordTarget, record: PresentedRecord): PresentedRecord {
  if (mayRead) return record;
  return Object.fromEntries(systemFields.map((name) => [name, record[name]])) as PresentedRecord;
}
