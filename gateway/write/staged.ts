import { AppError, conflict, notFound } from '../errors.ts';
import { ConnectionLostError } from '../infra/postgres.ts';
import type { Queryable, Transaction } from '../infra/postgres.ts';
import { isOwnUuid } from '../schema/uuid.ts';
import type { Collection } from './collection.ts';
import { retryWhileUnavailable } from '../infra/engine-retry.ts';
import type { WriteEnv } from './env.ts';
import { keepAnswer } from './idempotency.ts';
import { leaseLost, letGo } from './intents.ts';
import type { Intent } from './intents.ts';
import { withIntent } from './own-intent.ts';
import type { OwnIntent } from './own-intent.ts';
import { rollBack } from './roll-back.ts';
import type { WriteTarget } from './target.ts';

/** A file whose bytes wait, at their final key, for a record to take them. Its intent has the same id. */
export interface StagedUpload {
  id: string;
  key: string;
  name: string;
  /** Bytes. */
  size: number;
  contentType: string;
  /** Lower-case hex. */
  sha256: string;
}

/** Who may see and take a staged upload: the key that put it, and admins. */
export interface StagedOwner {
  keyId: string;
  isAdmin: boolean;
  /** The job that asks: nobody else takes what it holds. */
  jobId?: string | undefined;
}

/** As `frodb.intents.file` keeps it. */
interface StagedFile {
  id: string;
  name: string;
  size: number;
  content_type: string;
  sha256: string;
}

interface StagedRow {
  keys: string[];
  file: StagedFile;
}

/**
 * The uploads of these ids that wait in a collection, by id. Their leases last for a whole write from now and are
 * renewed until they are let go of; what is unknown, taken, run out or another key's is not in the answer.
 */
export async function holdStaged(
  env: WriteEnv,
  collection: Collection,
  { fileIds, owner }: { fileIds: string[]; owner: StagedOwner },
): Promise<Map<string, StagedUpload>> {
  const ids = fileIds.filter(isOwnUuid);
  if (ids.length === 0) return new Map();
  // In the order of ids, as commits lock them.
  const rows = await env.pg.query<StagedRow>(
    `UPDATE frodb.intents SET lease_until = greatest(lease_until, now() + make_interval(secs => $5))
     WHERE id IN (SELECT id FROM frodb.intents i WHERE id = ANY($1::uuid[]) AND kind = 'staged' AND state = 'open'
       AND (lease_until > now() OR EXISTS (SELECT 1 FROM frodb.job_holds WHERE intent_id = i.id AND job_id = $6))
       AND NOT EXISTS (SELECT 1 FROM frodb.job_holds WHERE intent_id = i.id AND job_id IS DISTINCT FROM $6)
       AND collection_id = $2 AND ($3 OR key_id = $4)
       ORDER BY id FOR UPDATE)
     RETURNING keys, file`,
    [ids, collection.id, owner.isAdmin, owner.keyId, env.times.writeMaxSeconds, owner.jobId ?? null],
    { name: 'staged-hold' },
  );
  const uploads = rows.map(toUpload);
  for (const { id } of uploads) env.held.intents.add(id);
  return new Map(uploads.map((upload) => [upload.id, upload]));
}

/** A staged upload with who put it and where. */
export interface PlacedUpload extends StagedUpload {
  keyId: string;
  collectionId: string;
  bucket: string;
}

const placed = 'keys, file, key_id, collection_id, bucket';

interface PlacedRow extends StagedRow {
  key_id: string;
  collection_id: string;
  bucket: string;
}

function toPlaced(row: PlacedRow): PlacedUpload {
  return { ...toUpload(row), keyId: row.key_id, collectionId: row.collection_id, bucket: row.bucket };
}

/** A staged upload that has not run out, with who put it and where; undefined for any other id. */
export async function findStaged(pg: Queryable, id: string): Promise<PlacedUpload | undefined> {
  const [row] = await pg.query<PlacedRow>(
    `SELECT ${placed} FROM frodb.intents
     WHERE id = $1 AND kind = 'staged' AND state = 'open' AND lease_until > now()`,
    [id],
    { name: 'staged-find' },
  );
  return row && toPlaced(row);
}

/** The same, locked against whoever would take it or collect it until the transaction ends; not one that a job holds. */
export async function lockStaged(tx: Queryable, id: string): Promise<PlacedUpload | undefined> {
  const [row] = await tx.query<PlacedRow>(
    `SELECT ${placed} FROM frodb.intents i
     WHERE id = $1 AND kind = 'staged' AND state = 'open' AND lease_until > now()
       AND NOT EXISTS (SELECT 1 FROM frodb.job_holds h WHERE h.intent_id = i.id) FOR UPDATE`,
    [id],
  );
  return row && toPlaced(row);
}

/** What a job holds, and every key that is listed for it: the file's own first. */
export async function heldByJob(
  pg: Queryable,
  jobId: string,
): Promise<(PlacedUpload & { keys: string[] }) | undefined> {
  const [row] = await pg.query<PlacedRow>(
    `SELECT ${placed} FROM frodb.intents i JOIN frodb.job_holds h ON h.intent_id = i.id
     WHERE h.job_id = $1 AND kind = 'staged' AND state = 'open'`,
    [jobId],
  );
  return row && { ...toPlaced(row), keys: row.keys };
}

/** Lists one more key on a staged upload, once; its object goes when the upload does. Errors: 409 where it is gone. */
export async function listStagedKey(pg: Queryable, id: string, key: string): Promise<void> {
  const rows = await pg.query(
    `UPDATE frodb.intents SET keys = CASE WHEN $2 = ANY(keys) THEN keys ELSE keys || $2::text END
     WHERE id = $1 AND kind = 'staged' AND state = 'open' RETURNING 1`,
    [id, key],
  );
  if (rows.length === 0) throw conflict('The file has been taken away meanwhile.');
}

function toUpload({ keys, file }: StagedRow): StagedUpload {
  const { id, name, size, content_type: contentType, sha256 } = file;
  return { id, key: keys[0] ?? '', name, size, contentType, sha256 };
}

/** What `stage` keeps of an upload whose bytes are all there. */
export interface Staging<Body> {
  file: Omit<StagedUpload, 'key'>;
  /** Of the parsed input; only looked at with an Idempotency-Key. */
  inputHash: string;
  /**
   * What the caller is told; `expiresAt` in UTC. What belongs to the upload can be written in its transaction; it may be
   * called again where an earlier try has been committed already.
   */
  answer: (expiresAt: string, tx: Transaction) => Body | Promise<Body>;
}

/**
 * Receives a file and keeps it for a record: its own intent becomes the staged upload, in one transaction with the
 * answer kept for replays, and gives it its id. `receive` lists the file's key and streams it there. Errors: what
 * `receive` throws, 404 when the collection is gone and 503 when the intent is, with nothing left; 503 when Postgres
 * does not answer.
 */
export function stage<Body>(
  env: WriteEnv,
  target: WriteTarget,
  receive: (intent: OwnIntent) => Promise<Staging<Body>>,
): Promise<Body> {
  // It has no points.
  return withIntent(env, { ...target.collection, qdrantCollection: null }, async (own) => {
    const staging = await receive(own);
    const intent = own.handOver();
    if (!intent) throw new Error('a file was put without an intent');
    await env.fault('before-commit');
    let body: Body;
    try {
      // Said twice it is the same as said once, so that a lost connection is no reason to give up.
      body = await retryWhileUnavailable(env.times.engineRetrySeconds, () =>
        env.pg.transaction((tx) => commitStaging(tx, env, { target, intent, staging })),
      );
    } catch (error) {
      // Where Postgres does not tell, the lease decides: the upload is staged, or a sweeper undoes it.
      const refusal = error instanceof Gone ? leaseLost() : error;
      if (refusal === error && error instanceof AppError && error.code === 'unavailable') letGo(env, intent);
      // A record may have taken what an earlier try staged: then its bytes are no longer the upload's to delete.
      else await rollBack(env, intent, error instanceof Gone && error.isTaken ? error : refusal);
      throw refusal;
    }
    letGo(env, intent);
    await env.fault('after-commit');
    return body;
  });
}

/** The intent has been claimed, or the Idempotency-Key's claim has: both after a long interruption. */
class Gone extends Error {
  constructor(readonly isTaken = false) {
    super();
  }
}

async function commitStaging<Body>(
  tx: Transaction,
  env: WriteEnv,
  { target, intent, staging }: { target: WriteTarget; intent: Intent; staging: Staging<Body> },
): Promise<Body> {
  const { id, collectionId } = intent;
  const { file, inputHash, answer } = staging;
  await lockAgainstDrop(tx, collectionId);
  const { name, size, contentType, sha256 } = file;
  const kept: StagedFile = { id, name, size, content_type: contentType, sha256 };
  const [row] = await tx.query<{ lease_until: string }>(
    `UPDATE frodb.intents SET kind = 'staged', lease_until = now() + make_interval(secs => $2), file = $3, key_id = $4
     WHERE id = $1 AND kind = 'write' AND state = 'open' RETURNING lease_until`,
    [id, env.times.stagedLeaseSeconds, JSON.stringify(kept), target.actor.keyId],
  );
  if (!row) return answer(await stagedBefore(tx, id), tx);
  const body = await answer(row.lease_until, tx);
  if (target.idempotency) {
    await keepAnswer(tx, env, { claim: target.idempotency, inputHash, body }).catch((error: unknown) => {
      throw error instanceof AppError && !(error instanceof ConnectionLostError) ? new Gone() : error;
    });
  }
  return body;
}

/**
 * Before anything else that is staged: a drop locks the collection first, too. What comes before the drop is claimed by
 * it, and nothing comes after. Errors: 404 when the collection is gone.
 */
export async function lockAgainstDrop(tx: Queryable, collectionId: string): Promise<void> {
  const found = await tx.query('SELECT 1 FROM frodb.collections WHERE id = $1 FOR SHARE', [collectionId]);
  if (found.length === 0) throw notFound('The collection has just been deleted.');
}

/** When it runs out, if an earlier try has staged it whose connection was lost. */
async function stagedBefore(tx: Queryable, id: string): Promise<string> {
  const [row] = await tx.query<{ lease_until: string }>(
    `SELECT lease_until FROM frodb.intents WHERE id = $1 AND kind = 'staged' AND state = 'open'`,
    [id],
  );
  if (row) return row.lease_until;
  throw new Gone((await tx.query('SELECT 1 FROM frodb.files WHERE id = $1', [id])).length > 0);
}
