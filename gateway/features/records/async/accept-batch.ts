import { Buffer } from 'node:buffer';
import { createReadStream } from 'node:fs';
import { stat } from 'node:fs/promises';
import type { Job } from '../../../contract/jobs.ts';
import { limits } from '../../../contract/limits.ts';
import type { BatchMode, BatchSource } from '../../../ingest/index.ts';
import { rehearse } from '../../../write/index.ts';
import type { Answered } from '../../../write/once.ts';
import { accept } from './accept.ts';
import { batchRequest, freeRecords, withSpooled } from '../batch.ts';
import type { BatchBody, GivenIds } from '../batch.ts';
import type { AcceptDeps } from './job-deps.ts';
import { isReadInline } from './job-body.ts';
import { rehearsalMeans } from '../means.ts';
import type { RecordTarget } from '../target.ts';

/** A batch as it is checked, and as it is kept. */
interface BatchInput {
  source: BatchSource;
  format: 'json' | 'ndjson';
  mode: BatchMode;
  size: number;
  body: () => AsyncIterable<Uint8Array>;
}

/** Records are created by a job. What is larger than JSON may be is heavy work. */
export async function acceptBatch(
  deps: AcceptDeps,
  target: RecordTarget,
  given: BatchBody,
  mode: BatchMode,
): Promise<Answered<Job>> {
  if ('ndjson' in given) {
    return withSpooled(deps, given, async (path) => {
      const { size } = await stat(path);
      const body = () => createReadStream(path, { highWaterMark: 256 * 1024 });
      return acceptChecked(deps, target, { source: { ndjson: path }, format: 'ndjson', mode, size, body });
    });
  }
  if ('records' in given) {
    // There was no body at all, which is refused.
    const body = async function* () {};
    return acceptChecked(deps, target, { source: given, format: 'json', mode, size: 0, body });
  }
  const raw = Buffer.from(given.json);
  const source = isReadInline(raw) ? { records: deps.readJson(raw) } : given;
  const body = async function* () {
    yield raw;
  };
  return acceptChecked(deps, target, { source, format: 'json', mode, size: raw.length, body });
}

async function acceptChecked(
  deps: AcceptDeps,
  target: RecordTarget,
  { source, format, mode, size, body }: BatchInput,
): Promise<Answered<Job>> {
  const wantsHash = target.idempotency !== null;
  const batch = await deps.ingest.batch(target.collection, source, { mode, wantsHash });
  const { inputHash } = batch;
  return accept(
    deps,
    target,
    () => inputHash,
    async () => {
      const ready = await freeRecords(deps, target.collection, batch, mode);
      const request = batchRequest(rehearsalMeans(deps), ready, () => null);
      const { plan, taken } = await rehearse(deps.env, target, request);
      const ids: (string | null)[] = [];
      for (const { index, input } of plan.saved) ids[index] = input.id;
      return {
        write: { op: 'batch', mode, format, ids: withoutHoles(ids) },
        recordIds: plan.saved.map(({ input }) => input.id),
        inputHash,
        body,
        files: { put: [], taken },
        ...(size > limits.jsonBytes ? { lane: 'heavy' } : {}),
      };
    },
  );
}

function withoutHoles(ids: GivenIds): (string | null)[] {
  return Array.from(ids, (id) => id ?? null);
}
