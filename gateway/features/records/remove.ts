import { notFound } from '../../errors.ts';
import { isUuid } from '../../schema/uuid.ts';
import type { WriteEnv } from '../../write/env.ts';
import { write } from '../../write/index.ts';
import type { WritePlan, WriteRequest } from '../../write/index.ts';
import { hashInput } from '../../write/input-hash.ts';
import { once } from '../../write/once.ts';
import type { Answered } from '../../write/once.ts';
import { checkIfMatch, deletion } from './change.ts';
import type { RecordDeps } from './record-deps.ts';
import type { RecordTarget } from './target.ts';

/** What deleting one record is answered with. */
export interface RecordDeleted {
  status: 'deleted';
  id: string;
}

/** Deletes a record, once per Idempotency-Key. Errors: 404, 412 by If-Match. */
export function remove(
  { env }: RecordDeps,
  target: RecordTarget,
  id: string,
): Promise<Answered<RecordDeleted>> {
  return writeOnce(env, target, removeRequest(target, id));
}

export function removeRequest(target: RecordTarget, id: string): WriteRequest<WritePlan, RecordDeleted> {
  return {
    action: 'record.deleted',
    readIds: [id],
    takes: [],
    inputHash: hashInput(null),
    prepare: async (rows, { collection }) => {
      const row = rows.get(id);
      if (!row) throw notFound(`There is no record ${id} in ${collection.name}.`);
      checkIfMatch(row, target.ifMatch);
      return { changes: [deletion(collection, row)] };
    },
    answer: () => ({ status: 'deleted', id }),
  };
}

/** Deletes many in one commit; ids without a record count for nothing. */
export function removeMany(
  { env }: RecordDeps,
  target: RecordTarget,
  ids: string[],
): Promise<Answered<{ deleted: number }>> {
  return writeOnce(env, target, {
    action: 'records.deleted',
    readIds: recordIdsIn(ids),
    takes: [],
    inputHash: target.idempotency ? hashInput(ids) : '',
    prepare: async (rows, { collection }) => ({
      changes: [...rows.values()].map((row) => deletion(collection, row)),
    }),
    answer: ({ changes }) => ({ deleted: changes.length }),
  });
}

/** Those that a record may have, each once. */
export function recordIdsIn(ids: string[]): string[] {
  return [...new Set(ids.filter(isUuid).map((id) => id.toLowerCase()))];
}

/** A write whose whole input is known before it begins. */
function writeOnce<Body>(
  env: WriteEnv,
  target: RecordTarget,
  request: WriteRequest<WritePlan, Body>,
): Promise<Answered<Body>> {
  return once(
    env,
    target.idempotency,
    () => request.inputHash,
    () => write(env, target, async () => request),
  );
}
