import { createHash } from 'node:crypto';
import { open } from 'node:fs/promises';
import type { FileHandle } from 'node:fs/promises';
import { Readable } from 'node:stream';
import { limits } from '../../contract/limits.ts';
import type { FilePart } from '../../contract/parts.ts';
import { AppError, invalidField, tooLarge, unavailable } from '../../errors.ts';
import { fullDisk } from '../../infra/full-disk.ts';
import type { Field } from '../../schema/types.ts';
import type { WriteEnv } from '../../write/env.ts';
import type { OwnIntent } from '../../write/own-intent.ts';
import type { StagedUpload } from '../../write/staged.ts';
import { acceptsType, safeFileName } from './file-names.ts';

export interface PutDeps {
  env: WriteEnv;
  /** Throws 507 when the disk is too full to go on. */
  requireRoom?: () => void;
}

interface Put {
  /** Of the file. */
  id: string;
  bucket: string;
  part: FilePart;
  /** What problems name. */
  path: string;
  /** A field's own limit, in bytes. */
  maxBytes?: number | undefined;
  /** Where a copy for an extraction goes; null for none. */
  copy: string | null;
}

/**
 * Lists a file's key on the intent and streams the file to it. Errors: 400 above the field's limit, 413 above
 * everybody's, 503 when it takes longer than a write may, 507 when the disk fills up.
 */
export async function putFile(deps: PutDeps, intent: OwnIntent, put: Put): Promise<StagedUpload> {
  const { id, part } = put;
  const name = safeFileName(part.name);
  const key = `${id}/${name}`;
  await intent.listKey(key);
  const sums = await streamFile(deps, key, put);
  await deps.env.fault('after-files');
  return { id, key, name, contentType: part.contentType, ...sums };
}

async function streamFile(
  { env, requireRoom }: PutDeps,
  key: string,
  put: Put,
): Promise<{ size: number; sha256: string }> {
  const { bucket, part } = put;
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
  requireRoom: PutDeps['requireRoom'],
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
  throw invalidField(path, 'too_large', message, { max: maxBytes, unit: 'bytes' });
}

/** 400 unless the field takes files of this type. */
export function checkAccepted(field: Field, file: { contentType: string }, path: string): void {
  if (acceptsType(field, file.contentType)) return;
  const wanted = (field.accept ?? []).join(', ');
  const message = `takes ${wanted}, not ${file.contentType}`;
  throw invalidField(path, 'not_accepted', message, { accept: wanted, type: file.contentType });
}
