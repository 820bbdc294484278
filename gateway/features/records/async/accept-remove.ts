import type { Job } from '../../../contract/jobs.ts';
import { rehearse } from '../../../write/index.ts';
import { hashInput } from '../../../write/input-hash.ts';
import type { Answered } from '../../../write/once.ts';
import { accept } from './accept.ts';
import type { AcceptDeps } from './job-deps.ts';
import { recordIdsIn, removeRequest } from '../remove.ts';
import type { RecordTarget } from '../target.ts';

/** A record is deleted by a job. Errors: 404, 412 by If-Match. */
export function acceptRemove(deps: AcceptDeps, target: RecordTarget, id: string): Promise<Answered<Job>> {
  const request = removeRequest(target, id);
  const { inputHash } = request;
  return accept(
    deps,
    target,
    () => inputHash,
    async () => {
      await rehearse(deps.env, target, request);
      return { write: { op: 'delete', id, ifMatch: target.ifMatch }, recordIds: [id], inputHash };
    },
  );
}

/** Records are deleted by a job; ids without a record count for nothing, then as now. */
export function acceptRemoveMany(
  deps: AcceptDeps,
  target: RecordTarget,
  ids: string[],
): Promise<Answered<Job>> {
  const inputHash = target.idempotency ? hashInput(ids) : '';
  return accept(
    deps,
    target,
    () => inputHash,
    async () => ({ write: { op: 'delete many', ids }, recordIds: recordIdsIn(ids), inputHash }),
  );
}
