import type { MultipartPart } from '../../contract/parts.ts';
import { invalidInput } from '../../errors.ts';
import { validateRecord } from '../../schema/record.ts';
import type { JsonObject } from '../../schema/json.ts';
import type { Collection } from '../../write/collection.ts';
import { hashInput } from '../../write/input-hash.ts';
import type { OwnIntent } from '../../write/own-intent.ts';
import type { RecordInput } from './change.ts';
import type { RecordDeps } from './record-deps.ts';
import type { RecordTarget } from './target.ts';

/** A record's new values: a JSON body, the bytes of a large one, or the parts of a multipart body in any order. */
export type RecordBody = { json: unknown } | { bytes: Uint8Array } | { parts: AsyncIterable<MultipartPart> };

/** What is done to which record. */
export type Operation = Pick<RecordInput, 'op' | 'id'>;

/** How a record is received. */
interface Receiving {
  operation: Operation;
  body: RecordBody;
  intent: OwnIntent;
  /** Whether its files are read, and chunks made; not where that is left to a job. */
  reads: boolean;
}

/** A record that is checked as far as that goes without its row. */
export interface Received {
  input: RecordInput;
  inputHash: string;
  /** What the text parts of a form say. */
  form?: JsonObject;
}

/** Reads and checks a record, puts the files that come with it, and makes chunks of its texts and files. */
export async function receive(
  { ingest, uploads }: RecordDeps,
  target: RecordTarget,
  { operation, body, intent, reads }: Receiving,
): Promise<Received> {
  const { collection, ifMatch, idempotency } = target;
  const none = { ...operation, uploads: new Map<string, never>(), ifMatch, at: '' };
  const wantsHash = idempotency !== null;
  if ('bytes' in body) {
    const check = { op: operation.op, wantsHash };
    const { inputHash, ...checked } = await ingest.record(collection, body.bytes, check);
    return { input: { ...none, ...checked }, inputHash };
  }
  if ('json' in body) {
    const checked = check(collection, operation, body.json);
    const chunks = reads ? await ingest.texts(collection, checked.values) : [];
    return { input: { ...none, ...checked, chunks }, inputHash: wantsHash ? hashInput(body.json) : '' };
  }
  return uploads.receiveForm({ collection, intent, reads }, body.parts, async (form) => {
    const checked = check(collection, operation, form.json, form.counts);
    const files = await form.files();
    const chunks = reads ? await ingest.texts(collection, checked.values) : [];
    return {
      input: { ...none, ...checked, uploads: files, chunks },
      inputHash: wantsHash ? form.hash() : '',
      form: form.json,
    };
  });
}

/** What an Idempotency-Key knows a body by, of a call that is a replay: nothing of it is put anywhere. */
export async function hashBody(
  { ingest, uploads }: RecordDeps,
  { collection }: RecordTarget,
  { op }: Operation,
  body: RecordBody,
): Promise<string> {
  if ('json' in body) return hashInput(body.json);
  if ('parts' in body) return uploads.hashForm(collection, body.parts);
  return (await ingest.record(collection, body.bytes, { op, wantsHash: true })).inputHash;
}

/** Errors: 400 for all that is wrong with the values. */
function check(
  { schema }: Collection,
  { op }: Operation,
  json: unknown,
  uploads = new Map<string, number>(),
): Pick<RecordInput, 'values' | 'files'> {
  const { errors, ...checked } = validateRecord(schema, json, op, '', uploads);
  if (errors.length > 0) throw invalidInput(errors);
  return checked;
}
