import { jobKinds } from '../../contract/enumerations.ts';
import type { Job } from '../../contract/jobs.ts';
import type { BatchMode } from '../../ingest/index.ts';
import { newId } from '../../write/ids.ts';
import type { Answered } from '../../write/once.ts';
import { acceptBatch } from './async/accept-batch.ts';
import { acceptRemove, acceptRemoveMany } from './async/accept-remove.ts';
import { acceptSave } from './async/accept-save.ts';
import type { BatchBody } from './batch.ts';
import { existingId } from './existing-id.ts';
import type { WriteJobDeps, WriteJobKind } from './async/job-deps.ts';
import { writeJobInput } from './async/job-input.ts';
import type { RecordBody } from './receive.ts';
import { runWrite } from './async/run-write.ts';
import type { RecordTarget } from './target.ts';

export type WriteJobs = ReturnType<typeof createWriteJobs>;

/**
 * The writes of the record service, each answered by the job that does it later. What the service itself would refuse
 * is refused at once, but for what only a commit or a file's text can tell.
 */
export function createWriteJobs(deps: WriteJobDeps) {
  const kind: WriteJobKind = {
    name: 'write',
    input: writeJobInput,
    lane: 'light',
    unit: jobKinds.write.unit,
    action: ({ write }) => (write.op === 'delete' || write.op === 'delete many' ? 'delete' : 'write'),
    retries: 5,
    run: (context) => runWrite(deps, context),
  };
  const accepting = { ...deps, kind };
  return {
    kind,
    create: (target: RecordTarget, body: RecordBody): Promise<Answered<Job>> =>
      acceptSave(accepting, target, { op: 'create', id: newId() }, body),
    replace: (target: RecordTarget, id: string, body: RecordBody): Promise<Answered<Job>> =>
      acceptSave(accepting, target, { op: 'replace', id: existingId(target.collection, id) }, body),
    patch: (target: RecordTarget, id: string, body: RecordBody): Promise<Answered<Job>> =>
      acceptSave(accepting, target, { op: 'patch', id: existingId(target.collection, id) }, body),
    createBatch: (target: RecordTarget, body: BatchBody, mode: BatchMode): Promise<Answered<Job>> =>
      acceptBatch(accepting, target, body, mode),
    remove: (target: RecordTarget, id: string): Promise<Answered<Job>> =>
      acceptRemove(accepting, target, existingId(target.collection, id)),
    removeMany: (target: RecordTarget, ids: string[]): Promise<Answered<Job>> =>
      acceptRemoveMany(accepting, target, ids),
  };
}
