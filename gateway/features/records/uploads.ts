import { createHash, randomUUID } from 'node:crypto';
import { mkdir, open, rm } from 'node:fs/promises';
import type { FileHandle } from 'node:fs/promises';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { limits } from '../../contract/limits.ts';
import { AppError, invalidField, tooLarge, unavailable } from '../../errors.ts';
import type { Field } from '../../schema/types.ts';
import { retryWhileUnavailable } from '../../infra/engine-retry.ts';
import { fullDisk } from '../../infra/full-disk.ts';
import type { WriteEnv } from '../../write/env.ts';
import { newId } from '../../write/ids.ts';
import { extendIntent, openIntent } from '../../write/intents.ts';
import type { Intent } from '../../write/intents.ts';
import type { Collection } from '../../write/collection.ts';
import { readTakenText } from './extraction.ts';
import type { ExtractionDeps } from './extraction.ts';
import { acceptsType, safeFileName } from './file-names.ts';
import type { TakenFile } from './taken-file.ts';

/** A file part of a multipart body, as it arrives. */
export interface FilePart {
  name: string;
  contentType: string;
  stream: AsyncIterable<Buffer>;
  /** Bytes, where they are announced: then nothing is buffered. */
  size?: number;
}

export type MultipartPart =
  | { kind: 'value'; name: string; text: string }
  | ({ kind: 'file'; field: string } & FilePart)
  /** What a browser sends for a file input that was left empty. */
  | { kind: 'no file'; field: string };

export interface UploadDeps extends ExtractionDeps {
  env: WriteEnv;
  /** For copies that an extraction reads; ours alone. */
  tempDir: string;
  /** Throws 507 when the disk is too full to go on. */
  requireRoom?: () => void;
}

/** The files of one request: their bytes are at their final keys, under one intent. */
export interface Uploads {
  intent: Intent | null;
  /** Puts one file and leaves a copy for extraction; call `finish` when all parts have been read. */
  receive: (field: Field, part: FilePart) => Promise<void>;
  counts: () => Map<string, number>;
  /** Extracts what is to be extracted. Throws the 400 of a document that is refused. */
  finish: () => Promise<Map<string, TakenFile[]>>;
  /** Removes the copies; call it in every case. */
  cleanUp: () => Promise<void>;
}

interface Received {
  field: Field;
  file: TakenFile;
  copy: string | null;
}

/** Streams files to their keys as they arrive; each key is on a committed intent before its first byte. */
export function receiveUploads(deps: UploadDeps, collection: Collection): Uploads {
  const received: Received[] = [];
  const folder = join(deps.tempDir, randomUUID());
  const uploads: Uploads = {
    intent: null,
    receive: async (field, part) => {
      const bucket = collection.bucket;
      if (bucket === null) throw new Error(`${collection.name} has file fields but no bucket`);
      const id = newId();
      const name = safeFileName(part.name);
      const key = `${id}/${name}`;
      const copy = field.extract?.extractText ? join(folder, id) : null;
      uploads.intent = await listKey(deps.env, collection, uploads.intent, key);
      if (copy !== null) await mkdir(folder, { recursive: true, mode: 0o700 });
      const put = await putFile(deps, {
        bucket,
        key,
        path: field.name,
        maxBytes: field.maxBytes,
        part,
        copy,
      });
      const file = { id, key, name, contentType: part.contentType, ...put };
      received.push({
        field,
        copy,
        file: { ...file, extraction: { status: 'none', pages: 0, chunks: 0 }, chunks: [] },
      });
      await deps.env.fault('after-files');
    },
    counts: () => {
      const counts = new Map<string, number>();
      for (const { field } of received) counts.set(field.name, (counts.get(field.name) ?? 0) + 1);
      return counts;
    },
    finish: async () => {
      const byField = new Map<string, TakenFile[]>();
      for (const { field, file, copy } of received) {
        checkAccepted(field, file, field.name);
        const source = { field, path: field.name, copy: copy ?? '' };
        const taken = copy === null ? file : await readTakenText(deps, collection.schema, file, source);
        byField.set(field.name, [...(byField.get(field.name) ?? []), taken]);
      }
      return byField;
    },
    cleanUp: () => rm(folder, { recursive: true, force: true }),
  };
  return uploads;
}

function listKey(env: WriteEnv, collection: Collection, intent: Intent | null, key: string): Promise<Intent> {
  if (intent) return extendIntent(env, intent, { keys: [key] });
  return retryWhileUnavailable(env.times.engineRetrySeconds, () =>
    openIntent(env, {
      kind: 'write',
      collectionId: collection.id,
      bucket: collection.bucket,
      qdrantCollection: collection.qdrantCollection,
      keys: [key],
      rounds: [],
    }),
  );
}

interface Put {
  bucket: string;
  key: string;
  part: FilePart;
  /** What problems name. */
  path: string;
  /** A field's own limit, in bytes. */
  maxBytes?: number | undefined;
  /** Where a copy for an extraction goes; null for none. */
  copy: string | null;
}

/**
 * Streams a file to its key, which must be on a committed intent. Errors: 400 above the field's limit, 413 above
 * everybody's, 503 when it takes longer than a write may, 507 when the disk fills up.
 */
export async function putFile(
  { env, requireRoom }: Pick<UploadDeps, 'env' | 'requireRoom'>,
  put: Put,
): Promise<{ size: number; sha256: string }> {
  const { bucket, key, part } = put;
  const copy = put.copy === null ? null : await open(put.copy, 'wx', 0o600);
  const signal = AbortSignal.timeout(env.times.writeMaxSeconds * 1_000);
  try {
    const body = Readable.from(checked(put, copy, requireRoom), { objectMode: false });
    const { size, contentType } = part;
    const options = { contentType, signal, ...(size === undefined ? {} : { size }) };
    const stored = await env.objects.put(bucket, key, body, options);
    return { size: stored.size, sha256: stored.sha256 };
  } catch (error) {
    if (!signal.aborted) throw refusalOf(error);
    throw unavailable('write', `the upload took longer than ${env.times.writeMaxSeconds} seconds`, error);
  } finally {
    await copy?.close();
  }
}

/** What an Idempotency-Key knows a file by, of a call that is a replay: its bytes are read, and put nowhere. */
export async function readAway(part: FilePart): Promise<{ name: string; sha256: string }> {
  const hash = createHash('sha256');
  for await (const piece of part.stream) hash.update(piece);
  return { name: safeFileName(part.name), sha256: hash.digest('hex') };
}

/** What goes wrong inside the stream (our own refusals, a full disk) may come back wrapped by the store's client. */
function refusalOf(error: unknown): unknown {
  for (let cause = error; cause instanceof Error; cause = cause.cause) {
    if (cause instanceof AppError) return cause;
    const refusal = fullDisk(cause);
    if (refusal) return refusal;
  }
  return error;
}

async function* checked(
  { part, path, maxBytes }: Put,
  copy: FileHandle | null,
  requireRoom: UploadDeps['requireRoom'],
): AsyncGenerator<Buffer> {
  let size = 0;
  for await (const piece of part.stream) {
    size += piece.length;
    if (size > limits.fileBytes) throw tooLarge(`${path}: a file may have at most 5 GiB.`);
    checkSize(maxBytes, size, path);
    requireRoom?.();
    await copy?.write(piece);
    yield piece;
  }
}

/** 400 for a file above its field's own limit. */
export function checkSize(maxBytes: number | undefined, size: number, path: string): void {
  if (maxBytes === undefined || size <= maxBytes) return;
  const message = `a file here may have at most ${maxBytes} bytes`;
  throw invalidField(path, 'too_large', message, { max: maxBytes });
}

/** 400 unless the field takes files of this type. */
export function checkAccepted(field: Field, file: Pick<TakenFile, 'contentType'>, path: string): void {
  if (acceptsType(field, file.contentType)) return;
  const wanted = (field.accept ?? []).join(', ');
  const message = `takes ${wanted}, not ${file.contentType}`;
  throw invalidField(path, 'not_accepted', message, { accept: wanted });
}
