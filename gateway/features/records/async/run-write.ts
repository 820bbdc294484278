import { Readable } from 'node:stream';
import { isAdmin } from '../../../access/permits.ts';
import type { BatchAnswer, WriteResult } from '../../../contract/records.ts';
import { AppError, notFound } from '../../../errors.ts';
import { readValue } from '../../../infra/large-json.ts';
import { keptAnswer, stepClaim } from '../../../write/idempotency.ts';
import type { JobContext } from '../../jobs/service.ts';
import { createBatch } from '../batch.ts';
import { isReadInline } from './job-body.ts';
import type { WriteJobDeps } from './job-deps.ts';
import type { JobWrite, WriteJobInput } from './job-input.ts';
import { recordIdsIn, remove, removeMany } from '../remove.ts';
import { save } from '../save.ts';
import type { RecordTarget } from '../target.ts';

/**
 * Does a write that a job was made for, as the service does it. Its claim is committed with it: begun again after that, it
 * only tells what was done. Errors: those of the write, 404 where the collection is gone.
 */
export async function runWrite(
  deps: WriteJobDeps,
  { id, input, asker, signal }: JobContext<WriteJobInput>,
): Promise<WriteResult> {
  if (!asker) throw new Error('a write is asked for by somebody');
  const { actor, caller } = asker;
  const idempotency = stepClaim(id, actor.keyId, '0');
  const done = await keptAnswer(deps.env.pg, idempotency);
  if (done) return resultOf(input.write, readValue(done.body));
  const collection = await deps.collections.findId(input.collectionId);
  if (!collection) throw isGone();
  const target: RecordTarget = {
    collection,
    reload: () => deps.collections.reload(collection),
    actor,
    isAdmin: isAdmin(caller),
    jobId: id,
    signal,
    idempotency,
    // What is kept of the answer says nothing of the fields.
    mayRead: false,
    ifMatch: 'ifMatch' in input.write ? input.write.ifMatch : null,
  };
  try {
    const { body } = await perform(deps, target, id, input.write);
    return resultOf(input.write, readValue(body));
  } catch (error) {
    // What a drop takes away would be refused as if somebody else had taken it.
    if (error instanceof AppError && !(await deps.collections.findId(collection.id))) throw isGone();
    throw error;
  }
}

function isGone(): AppError {
  return notFound('The collection was deleted before the write was done.');
}

function perform(
  { impatient, jobs, readJson }: WriteJobDeps,
  target: RecordTarget,
  jobId: string,
  write: JobWrite,
): Promise<{ body: unknown }> {
  const readBody = () => jobs.readBody(jobId);
  switch (write.op) {
    case 'create':
    case 'replace':
    case 'patch':
      return wholeBody(readBody()).then((bytes) => {
        const body = isReadInline(bytes) ? { json: readJson(bytes) } : { bytes };
        return save(impatient, target, { op: write.op, id: write.id }, body);
      });
    case 'batch':
      if (write.format === 'ndjson') {
        const body = { ndjson: Readable.from(readBody(), { objectMode: false }), size: 0 };
        return createBatch(impatient, target, body, write.mode, write.ids);
      }
      return wholeBody(readBody()).then((bytes) => {
        const body = isReadInline(bytes) ? { records: readJson(bytes) } : { json: bytes };
        return createBatch(impatient, target, body, write.mode, write.ids);
      });
    case 'delete':
      return remove(impatient, target, write.id);
    case 'delete many':
      return removeMany(impatient, target, write.ids);
  }
}

/** Of JSON, which has a limit. Its memory is its own, for it is moved to a worker. */
async function wholeBody(portions: AsyncIterable<Buffer>): Promise<Uint8Array> {
  const pieces: Buffer[] = [];
  for await (const portion of portions) pieces.push(portion);
  const size = pieces.reduce((sum, { length }) => sum + length, 0);
  const bytes = new Uint8Array(size);
  let at = 0;
  for (const piece of pieces) {
    bytes.set(piece, at);
    at += piece.length;
  }
  return bytes;
}

function resultOf(write: JobWrite, answer: unknown): WriteResult {
  switch (write.op) {
    case 'create':
    case 'replace':
    case 'patch':
      return { record_ids: [write.id], revision: (answer as { revision: string }).revision };
    case 'batch':
      return batchResult(answer as BatchAnswer);
    case 'delete':
      return { record_ids: [write.id], deleted: 1 };
    case 'delete many':
      return { record_ids: recordIdsIn(write.ids), deleted: (answer as { deleted: number }).deleted };
  }
}

function batchResult(answer: BatchAnswer): WriteResult {
  if ('records' in answer) {
    const [first] = answer.records;
    return { record_ids: answer.records.map(({ id }) => id), ...(first ? { revision: first.revision } : {}) };
  }
  const failed = answer.results.filter((result) => 'errors' in result);
  return { record_ids: answer.results.flatMap((result) => ('id' in result ? [result.id] : [])), failed };
}
