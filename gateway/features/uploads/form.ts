import { randomUUID } from 'node:crypto';
import { mkdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { FilePart, MultipartPart } from '../../contract/parts.ts';
import { invalidField } from '../../errors.ts';
import { notExtracted } from '../../ingest/index.ts';
import { holdsFiles } from '../../schema/field-types/index.ts';
import type { JsonObject, JsonValue } from '../../schema/json.ts';
import { readTextPart } from '../../schema/text-part.ts';
import { show } from '../../schema/text.ts';
import type { Field } from '../../schema/types.ts';
import type { Collection } from '../../write/collection.ts';
import { newId } from '../../write/ids.ts';
import { hashInput } from '../../write/input-hash.ts';
import type { HashedFile } from '../../write/input-hash.ts';
import type { OwnIntent } from '../../write/own-intent.ts';
import type { StagedUpload } from '../../write/staged.ts';
import { checkAccepted, putFile, readAway } from './put-file.ts';
import type { TakenFile, UploadDeps } from './taken-file.ts';

/** A record's multipart form, whose files are at their final keys. */
export interface ReceivedForm {
  json: JsonObject;
  /** How many files came for each field. */
  counts: Map<string, number>;
  /** Reads the files that are to be read. Errors: 400 for one that its field does not take, or that can't be read. */
  files: () => Promise<Map<string, TakenFile[]>>;
  /** What an Idempotency-Key knows this input by. */
  hash: () => string;
}

/** Where a form's files go. */
export interface FormPlace {
  collection: Collection;
  intent: OwnIntent;
  /** Whether files are read here; otherwise `files` hands them on unread. */
  reads: boolean;
}

interface Received {
  field: Field;
  file: StagedUpload;
  copy: string | null;
}

/**
 * Streams the files of a form to their keys as they arrive, and hands the whole form to `use`; copies for extraction
 * live as long. Errors: 400 for parts that the collection has no field for, those of `putFile`.
 */
export async function receiveForm<Result>(
  deps: UploadDeps,
  { collection, intent, reads }: FormPlace,
  parts: AsyncIterable<MultipartPart>,
  use: (form: ReceivedForm) => Promise<Result>,
): Promise<Result> {
  const received: Received[] = [];
  const folder = join(deps.tempDir, randomUUID());
  try {
    const json = await readParts(collection, parts, async (field, part) => {
      const { bucket, name } = collection;
      if (bucket === null) throw new Error(`${name} has file fields but no bucket`);
      const id = newId();
      const copy = reads && field.extract?.extractText ? join(folder, id) : null;
      if (copy !== null) await mkdir(folder, { recursive: true, mode: 0o700 });
      const put = { id, bucket, part, path: field.name, maxBytes: field.maxBytes, copy };
      received.push({ field, copy, file: await putFile(deps, intent, put) });
    });
    const counts = new Map<string, number>();
    for (const { field } of received) counts.set(field.name, (counts.get(field.name) ?? 0) + 1);
    const hashed = received.map(({ field, file: { name, sha256 } }) => ({ field: field.name, name, sha256 }));
    return await use({
      json,
      counts,
      files: () => readFiles(deps, collection, received),
      hash: () => hashInput(json, inFieldOrder(hashed)),
    });
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/** The hash of a form that is a replay: its files are read, and put nowhere. */
export async function hashForm(collection: Collection, parts: AsyncIterable<MultipartPart>): Promise<string> {
  const hashed: HashedFile[] = [];
  const json = await readParts(collection, parts, async (field, part) => {
    hashed.push({ field: field.name, ...(await readAway(part)) });
  });
  return hashInput(json, inFieldOrder(hashed));
}

/** By field, fields in the order of their first files. */
function inFieldOrder(files: HashedFile[]): HashedFile[] {
  return [...new Set(files.map(({ field }) => field))].flatMap((name) =>
    files.filter(({ field }) => field === name),
  );
}

async function readFiles(
  { ingest }: UploadDeps,
  collection: Collection,
  received: Received[],
): Promise<Map<string, TakenFile[]>> {
  const byField = new Map<string, TakenFile[]>();
  for (const { field, file, copy } of received) {
    checkAccepted(field, file, field.name);
    const read =
      copy === null
        ? { extraction: notExtracted, chunks: [] }
        : await ingest.file(collection, { field, file, path: field.name, copy });
    byField.set(field.name, [...(byField.get(field.name) ?? []), { ...file, ...read }]);
  }
  return byField;
}

async function readParts(
  { schema }: Collection,
  parts: AsyncIterable<MultipartPart>,
  receive: (field: Field, part: FilePart) => Promise<void>,
): Promise<JsonObject> {
  const json: JsonObject = {};
  const given = new Set<string>();
  for await (const part of parts) {
    const name = part.kind === 'value' ? part.name : part.field;
    const field = schema.fields.find((candidate) => candidate.name === name);
    if (part.kind !== 'value') {
      if (!field)
        throw invalidField(name, 'unknown_key', `${show(name)} is not a field of this collection`, {
          reason: 'field',
        });
      if (!holdsFiles(field))
        throw invalidField(name, 'wrong_type', `is ${field.type}, and takes no file`, {
          expected: 'no_file',
          type: field.type,
        });
      if (part.kind === 'no file') continue;
      if (given.has(name) && !field.multiple) throw invalidField(name, 'duplicate', 'is given twice');
      given.add(name);
      await receive(field, part);
    } else {
      if (Object.hasOwn(json, name)) throw invalidField(name, 'duplicate', 'is given twice');
      // An unknown name is kept for the record's own check, which names it with all the other problems.
      json[name] = field ? (readTextPart(field, part.text) as JsonValue) : part.text;
    }
  }
  return json;
}
