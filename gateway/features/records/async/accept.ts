import type { WriteAction } from '../../../contract/enumerations.ts';
import type { Job } from '../../../contract/jobs.ts';
import type { Lane } from '../../../infra/jobs.ts';
import { readValue } from '../../../infra/large-json.ts';
import { commitHeld } from '../../../write/held-files.ts';
import type { WaitingFiles } from '../../../write/held-files.ts';
import { keepAnswer } from '../../../write/idempotency.ts';
import { newId } from '../../../write/ids.ts';
import { hashInput } from '../../../write/input-hash.ts';
import { once } from '../../../write/once.ts';
import type { Answered } from '../../../write/once.ts';
import { withIntent } from '../../../write/own-intent.ts';
import type { OwnIntent } from '../../../write/own-intent.ts';
import type { AcceptDeps } from './job-deps.ts';
import type { JobWrite } from './job-input.ts';
import type { RecordTarget } from '../target.ts';

/** A write that has been checked and is to be done by a job. */
export interface AcceptedWrite {
  write: JobWrite;
  recordIds: string[];
  inputHash: string;
  /** The body that the job reads again. */
  body?: () => AsyncIterable<Uint8Array>;
  files?: WaitingFiles;
  lane?: Lane;
}

/**
 * Answers a write by the job that does it, once per Idempotency-Key. `check` reads and checks what was asked; files that
 * it puts are listed on the intent. What it throws refuses the write, and nothing is left then.
 */
export async function accept(
  deps: AcceptDeps,
  target: RecordTarget,
  readHash: () => Promise<string> | string,
  check: (own: OwnIntent) => Promise<AcceptedWrite>,
): Promise<Answered<Job>> {
  // It has no points.
  const place = { ...target.collection, qdrantCollection: null };
  const { body, isReplay } = await once(
    deps.env,
    target.idempotency,
    async () => asLater(await readHash()),
    () => withIntent(deps.env, place, async (own) => makeJob(deps, target, own, await check(own))),
  );
  return { body: readValue(body) as Job, isReplay };
}

/** The same input, waited for and not waited for, is not the same call: their answers differ. */
function asLater(inputHash: string): string {
  return hashInput(['respond-async', inputHash]);
}

function makeJob(
  { env, jobs, kind }: AcceptDeps,
  target: RecordTarget,
  own: OwnIntent,
  { write, recordIds, inputHash, body, files = { put: [], taken: [] }, lane }: AcceptedWrite,
): Promise<Job> {
  const { collection, actor, idempotency: claim } = target;
  const { id: collectionId, name, databaseName: database } = collection;
  const id = newId();
  return commitHeld(
    env,
    { target, own, files },
    {
      made: (tx) => jobs.findMade(tx, id),
      work: async (tx) => {
        const job = await jobs.enqueue(tx, kind, {
          id,
          input: { collectionId, write },
          place: { database, collection: name, collectionId },
          actor,
          title: {
            key: 'job.write',
            params: { action: write.op satisfies WriteAction, collection: name, records: recordIds.length },
          },
          total: recordIds.length,
          result: { record_ids: recordIds },
          holds: [...files.put.map((file) => file.id), ...files.taken],
          ...(lane ? { lane } : {}),
        });
        if (body) await jobs.putBody(tx, id, body());
        if (claim) await keepAnswer(tx, env, { claim, inputHash: asLater(inputHash), body: job });
        return job;
      },
    },
  );
}
