import { Buffer } from 'node:buffer';
import type { Job } from '../../../contract/jobs.ts';
import { jsonPortions } from '../../../infra/large-json.ts';
import { holdsFiles } from '../../../schema/field-types/index.ts';
import type { JsonObject } from '../../../schema/json.ts';
import type { Collection } from '../../../write/collection.ts';
import { rehearse } from '../../../write/index.ts';
import type { Answered } from '../../../write/once.ts';
import { accept } from './accept.ts';
import type { RecordInput } from '../change.ts';
import type { AcceptDeps } from './job-deps.ts';
import { isReadInline } from './job-body.ts';
import { rehearsalMeans } from '../means.ts';
import { hashBody, receive } from '../receive.ts';
import type { Operation, RecordBody } from '../receive.ts';
import { saveRequest } from '../save.ts';
import type { RecordTarget } from '../target.ts';

/** A record is created or changed by a job; the files of a form wait for it. */
export async function acceptSave(
  deps: AcceptDeps,
  target: RecordTarget,
  operation: Operation,
  given: RecordBody,
): Promise<Answered<Job>> {
  const { id } = operation;
  const { body, raw } = keepRaw(deps, given);
  return accept(
    deps,
    target,
    () => hashBody(deps, target, operation, body),
    async (intent) => {
      const received = await receive(deps, target, { operation, body, intent, reads: false });
      const { input, inputHash, form } = received;
      const request = saveRequest(deps, target, received, rehearsalMeans(deps));
      const { taken } = await rehearse(deps.env, target, request);
      const kept = form ? () => jsonOf(withFiles(target.collection, form, input)) : () => bytesOf(raw);
      return {
        write: { ...operation, ifMatch: target.ifMatch },
        recordIds: [id],
        inputHash,
        body: kept,
        files: { put: [...input.uploads.values()].flat(), taken },
      };
    },
  );
}

/** The bytes of a JSON body as they came, for whoever reads them may take them away. */
function keepRaw(deps: AcceptDeps, body: RecordBody): { body: RecordBody; raw: Uint8Array } {
  if (!('bytes' in body)) return { body, raw: new Uint8Array() };
  const { bytes } = body;
  if (isReadInline(bytes)) return { body: { json: deps.readJson(bytes) }, raw: bytes };
  return { body, raw: Buffer.from(bytes) };
}

/** A form as JSON: its files are named by their ids, after those that it names itself. */
function withFiles({ schema }: Collection, form: JsonObject, { files, uploads }: RecordInput): JsonObject {
  const json = { ...form };
  for (const { name, multiple } of schema.fields.filter(holdsFiles)) {
    const put = uploads.get(name) ?? [];
    if (put.length === 0) continue;
    const refs = [...(files[name] ?? []), ...put.map((file) => ({ file_id: file.id }))];
    json[name] = multiple ? refs : (refs[0] ?? null);
  }
  return json;
}

async function* jsonOf(value: JsonObject): AsyncGenerator<Buffer> {
  for await (const portion of jsonPortions(value)) yield Buffer.from(portion);
}

async function* bytesOf(bytes: Uint8Array): AsyncGenerator<Uint8Array> {
  yield bytes;
}
