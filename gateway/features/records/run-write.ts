import { isDeepStrictEqual } from 'node:util';
import { AppError } from '../../errors.ts';
import { MissingContainerError } from '../../infra/missing-container.ts';
import type { RunInWorker } from '../../infra/workers/request-worker.ts';
import type { Collection } from '../../write/collection.ts';
import type { Answer } from '../../write/commit-request.ts';
import type { Actor, IdempotencyClaim, WriteEnv } from '../../write/env.ts';
import type { Intent } from '../../write/intents.ts';
import type { ChunkStatsCache } from '../../write/chunk-stats.ts';
import { recordDelta } from '../../write/prepared.ts';
import type { PreparedWrite, StoredRow } from '../../write/prepared.ts';
import type { LostFileMarks } from '../../write/lost-files.ts';
import { explainMissing } from '../../write/missing.ts';
import { write } from '../../write/write.ts';
import type { RoundContext } from '../../write/write.ts';
import type { ChangeDraft } from './change.ts';
import { withChunks } from './complete-changes.ts';
import type { UploadDeps } from './uploads.ts';

export interface RecordDeps extends UploadDeps {
  env: WriteEnv;
  stats: ChunkStatsCache;
  lostFiles: LostFileMarks;
  runInWorker: RunInWorker;
}

/** Who writes where, and how the collection is read again when its schema moves. */
export interface WriteTarget {
  collection: Collection;
  reload: () => Promise<Collection>;
  actor: Actor;
  idempotency: IdempotencyClaim | null;
  /** May take and see everybody's staged uploads. */
  isAdmin: boolean;
  /** May see what the record holds; without, the answer to a write says only that it is written. */
  mayRead: boolean;
  /** Revisions of If-Match; null without that header, or for `*`. */
  ifMatch: string[] | null;
}

/** One write of records, however many. */
export interface RecordWrite {
  action: string;
  /** Of the parsed input; only looked at with an Idempotency-Key. */
  inputHash: string;
  readIds: string[];
  intent: Intent | null;
  /** Ids of files that may be staged uploads. */
  takes?: string[];
  draft: (rows: Map<string, StoredRow>, round: RoundContext) => ChangeDraft[] | Promise<ChangeDraft[]>;
  answer: (prepared: PreparedWrite) => Answer;
}

/** Runs it through the write path and counts what it added. */
export async function runWrite(deps: RecordDeps, target: WriteTarget, work: RecordWrite): Promise<Answer> {
  let last: PreparedWrite | null = null;
  const { collection: checked } = target;
  const answer = await write(deps.env, {
    collection: target.collection,
    reload: target.reload,
    actor: target.actor,
    action: work.action,
    readIds: work.readIds,
    intent: work.intent,
    takes: {
      fileIds: work.takes ?? [],
      owner: { keyId: target.actor.keyId, isAdmin: target.isAdmin },
    },
    idempotency: target.idempotency && { claim: target.idempotency, inputHash: work.inputHash },
    prepare: async (rows, round) => {
      if (!hasSameSchema(round.collection, checked)) {
        throw new AppError(
          'conflict',
          'The schema of the collection has changed meanwhile; check and send again.',
        );
      }
      return withChunks(deps, round.collection, await work.draft(rows, round));
    },
    answer: (prepared) => {
      last = prepared;
      return work.answer(prepared);
    },
  });
  if (last) countAdded(deps.stats, last);
  return answer;
}

function countAdded(stats: ChunkStatsCache, { collection, changes }: PreparedWrite): void {
  const records = recordDelta(changes);
  const chunks = changes.flatMap((change) => change.chunks ?? []).filter(({ isNew }) => isNew);
  if (records !== 0 || chunks.length > 0) stats.add(collection.id, { records, chunks });
}

/** The version is raised by a move to another Qdrant collection too, which changes nothing of what was checked. */
function hasSameSchema(one: Collection, other: Collection): boolean {
  if (one.schemaVersion === other.schemaVersion) return true;
  return isDeepStrictEqual(one.schema.source, other.schema.source);
}

/** What it means for an upload that a store has no bucket: 404 where the collection is gone, else 503. */
export async function explainUpload(
  error: unknown,
  { env }: Pick<RecordDeps, 'env'>,
  { collection }: Pick<WriteTarget, 'collection'>,
): Promise<unknown> {
  if (!(error instanceof MissingContainerError)) return error;
  return (await explainMissing(env, error, collection)) ?? error;
}
