import { Readable } from 'node:stream';
import type { AppError } from '../../errors.ts';
import { conflict } from '../../errors.ts';
import { retryWhileUnavailable } from '../../infra/engine-retry.ts';
import { MissingContainerError } from '../../infra/missing-container.ts';
import { MissingObjectError } from '../../infra/objects.ts';
import { repositoryId } from '../../infra/repository.ts';
import type { WriteEnv } from '../../write/env.ts';
import { heldByJob, listStagedKey } from '../../write/staged.ts';
import type { PlacedUpload } from '../../write/staged.ts';

export type JobFiles = ReturnType<typeof createJobFiles>;

/**
 * Files that wait for a job, and those that it makes: all are listed on the staged upload that the job holds, and go
 * with it.
 */
export function createJobFiles(env: WriteEnv) {
  let id: Promise<string> | undefined;
  return {
    /** The one bucket of files that wait for jobs; made where it is not there. */
    bucket: async (): Promise<string> => {
      id ??= repositoryId(env.pg);
      id.catch(() => (id = undefined));
      const bucket = `frodb-jobs-${await id}`;
      await retry(env, () => env.objects.createBucket(bucket));
      return bucket;
    },
    /** The file that a job was given. Errors: 409 where it is gone. */
    of: (jobId: string): Promise<PlacedUpload> => uploadOf(env, jobId),
    /** The bytes of a file that waits. Errors: 409 where they are gone. */
    read: (
      { bucket, key }: Pick<PlacedUpload, 'bucket' | 'key'>,
      options: { end?: number; signal?: AbortSignal } = {},
    ): Promise<Readable> => read(env, { bucket, key }, options),
    /** Keeps a part of what a job makes, under a name of its own: kept twice it is there once. */
    putPart: async (jobId: string, name: string, bytes: Buffer): Promise<void> => {
      const upload = await uploadOf(env, jobId);
      const key = partKey(upload, jobId, name);
      await listStagedKey(env.pg, upload.id, key);
      await retry(env, async () => {
        const body = Readable.from([bytes], { objectMode: false });
        await env.objects.put(upload.bucket, key, body, { size: bytes.length });
      });
    },
    /** What a job has made, part after part in the order of their names. Errors: 409 where its file is gone. */
    parts: async (jobId: string): Promise<Readable> => {
      const upload = await uploadOf(env, jobId);
      const prefix = partKey(upload, jobId, '');
      const keys = upload.keys.filter((key) => key.startsWith(prefix)).toSorted();
      return Readable.from(bytesOf(env, upload, keys), { objectMode: false });
    },
  };
}

function retry<Result>(env: WriteEnv, step: () => Promise<Result>): Promise<Result> {
  return retryWhileUnavailable(env.times.engineRetrySeconds, step);
}

function partKey({ id }: PlacedUpload, jobId: string, name: string): string {
  return `${id}/${jobId}-${name}`;
}

async function uploadOf(env: WriteEnv, jobId: string) {
  const upload = await heldByJob(env.pg, jobId);
  if (upload) return upload;
  throw conflict('The file of this job is gone: its collection was deleted, or a record has taken it.');
}

async function read(
  env: WriteEnv,
  { bucket, key }: Pick<PlacedUpload, 'bucket' | 'key'>,
  options: { end?: number; signal?: AbortSignal },
): Promise<Readable> {
  try {
    return (await retry(env, () => env.objects.get(bucket, key, options))).body;
  } catch (error) {
    throw isMissing(error) ? lost(env) : error;
  }
}

async function* bytesOf(env: WriteEnv, { bucket }: PlacedUpload, keys: string[]): AsyncGenerator<Buffer> {
  for (const key of keys) {
    const body = await partOf(env, { bucket, key }, key === keys.at(-1));
    if (body) yield* body as AsyncIterable<Buffer>;
  }
}

/** null for the last one of a job that has been listed and not put yet. */
async function partOf(
  env: WriteEnv,
  { bucket, key }: Pick<PlacedUpload, 'bucket' | 'key'>,
  isLast: boolean,
): Promise<Readable | null> {
  try {
    return (await retry(env, () => env.objects.get(bucket, key))).body;
  } catch (error) {
    if (!isMissing(error)) throw error;
    if (isLast && error instanceof MissingObjectError) return null;
    throw lost(env);
  }
}

function isMissing(error: unknown): boolean {
  return error instanceof MissingObjectError || error instanceof MissingContainerError;
}

function lost({ objects }: WriteEnv): AppError {
  return conflict(`The bytes of this file are lost: ${objects.kind} does not have them any more.`);
}
