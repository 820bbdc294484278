import { randomUUID } from 'node:crypto';
import { createWriteStream } from 'node:fs';
import { mkdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import pLimit from 'p-limit';
import type { LimitFunction } from 'p-limit';
import { AppError, conflict, unavailable } from '../../errors.ts';
import { MissingObjectError } from '../../infra/objects.ts';
import { notExtracted } from '../../ingest/index.ts';
import { fieldPath, idsOf } from '../../schema/file-refs.ts';
import type { Field, FileRefs } from '../../schema/types.ts';
import { retryWhileUnavailable } from '../../infra/engine-retry.ts';
import { fullDisk } from '../../infra/full-disk.ts';
import type { StagedUpload } from '../../write/staged.ts';
import type { RoundContext } from '../../write/index.ts';
import { checkAccepted, checkSize } from './put-file.ts';
import type { TakenFile, UploadDeps } from './taken-file.ts';

/** Files that are copied and read at a time; their reading itself waits for a thread. */
const concurrency = 4;

/** Staged uploads that a round takes, checked and read, by file id. */
export type TakenUploads = ReadonlyMap<string, TakenFile>;

const noUploads: TakenUploads = new Map();

/** The files that a record names by id, and what stands before the paths of its problems. */
interface Naming {
  files: FileRefs;
  at: string;
}

/** Turns the staged uploads that records name into their files; made once for a write, used in each of its rounds. */
export interface Taker {
  /**
   * Those that this record takes. Errors: 400 for a file that its field does not take or whose text can't be read, 409
   * for one whose bytes are gone. Each is read once, however many rounds there are.
   */
  take: (input: Naming, round: RoundContext) => Promise<TakenUploads>;
}

export function createTaker(deps: UploadDeps, given?: AbortSignal): Taker {
  // Made when the first upload is taken: most writes take none.
  let bounds: { limit: LimitFunction; signal: AbortSignal } | undefined;
  const read = new Map<string, Promise<TakenFile>>();
  return {
    take: async (input, { collection, staged }) => {
      if (staged.size === 0) return noUploads;
      const wanted = checkedUploads(input, collection.schema.fields, staged);
      bounds ??= {
        limit: pLimit(concurrency),
        signal: AbortSignal.any([
          AbortSignal.timeout(deps.env.times.writeMaxSeconds * 1_000),
          ...(given ? [given] : []),
        ]),
      };
      const { limit, signal } = bounds;
      const taken = await Promise.all(
        wanted.map((one) => {
          const reading = read.get(one.upload.id) ?? limit(() => readUpload(deps, collection, one, signal));
          read.set(one.upload.id, reading);
          return reading;
        }),
      );
      return new Map(taken.map((file) => [file.id, file]));
    },
  };
}

/** Takes files as they are, unread: for a write that is only tried. */
export const uploadChecker: Taker = {
  take: async (input, { collection, staged }) => {
    const wanted = checkedUploads(input, collection.schema.fields, staged);
    return new Map(
      wanted.map(({ upload }) => [upload.id, { ...upload, extraction: notExtracted, chunks: [] }]),
    );
  },
};

interface WantedUpload {
  field: Field;
  upload: StagedUpload;
  /** What problems name. */
  path: string;
}

/** Errors: 400 for one that its field does not take. */
function checkedUploads(input: Naming, fields: Field[], staged: RoundContext['staged']): WantedUpload[] {
  const wanted = uploadsOf(input, fields, staged);
  for (const { field, upload, path } of wanted) {
    checkAccepted(field, upload, path);
    checkSize(field.maxBytes, upload.size, path);
  }
  return wanted;
}

function uploadsOf(input: Naming, fields: Field[], staged: RoundContext['staged']): WantedUpload[] {
  return fields.flatMap((field) =>
    idsOf(input.files[field.name] ?? null).flatMap((id) => {
      const upload = staged.get(id);
      return upload ? [{ field, upload, path: fieldPath(input.at, field.name) }] : [];
    }),
  );
}

async function readUpload(
  deps: UploadDeps,
  collection: RoundContext['collection'],
  { field, upload, path }: WantedUpload,
  signal: AbortSignal,
): Promise<TakenFile> {
  const file: TakenFile = { ...upload, extraction: notExtracted, chunks: [] };
  const { bucket } = collection;
  if (bucket === null) return file;
  const retry = <T>(step: () => Promise<T>): Promise<T> =>
    retryWhileUnavailable(deps.env.times.engineRetrySeconds, step, signal);
  if (!field.extract?.extractText) {
    // A record must not be saved with a file that is known to be gone.
    if (await retry(() => deps.env.objects.head(bucket, upload.key))) return file;
    throw lostUpload(path, upload.id, deps.env.objects.kind);
  }
  const folder = join(deps.tempDir, randomUUID());
  const copy = join(folder, upload.id);
  await mkdir(folder, { recursive: true, mode: 0o700 });
  try {
    await retry(() => copyObject(deps, { bucket, key: upload.key, to: copy, signal }));
    return { ...file, ...(await deps.ingest.file(collection, { field, file, path, copy, signal })) };
  } catch (error) {
    // Its lease is held, so that it was not collected.
    throw error instanceof MissingObjectError ? lostUpload(path, upload.id, deps.env.objects.kind) : error;
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/** 409 for an upload that waits and whose bytes are gone. */
function lostUpload(path: string, fileId: string, store: string): AppError {
  const message = `The bytes of upload ${fileId} are lost: ${store} does not have them any more. Upload the file again.`;
  return conflict(`${path}: ${message}`, [
    { path, code: 'upload_lost', message, params: { file_id: fileId, store } },
  ]);
}

interface Copying {
  bucket: string;
  key: string;
  to: string;
  signal: AbortSignal;
}

async function copyObject({ env }: UploadDeps, { bucket, key, to, signal }: Copying): Promise<void> {
  const { body } = await env.objects.get(bucket, key, { signal });
  try {
    await pipeline(body, createWriteStream(to, { mode: 0o600 }), { signal });
  } catch (error) {
    if (error instanceof AppError) throw error;
    throw fullDisk(error) ?? unavailable(env.objects.kind, 'reading a file broke off', error);
  }
}
