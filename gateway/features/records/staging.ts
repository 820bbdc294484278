import type { StagedUploadAnswer } from '../../contract/files.ts';
import { invalidField } from '../../errors.ts';
import { show } from '../../schema/text.ts';
import type { Collection } from '../../write/collection.ts';
import type { Answer } from '../../write/commit-request.ts';
import { retryWhileUnavailable } from '../../infra/engine-retry.ts';
import type { WriteEnv } from '../../write/env.ts';
import { newId } from '../../write/ids.ts';
import { openIntent } from '../../write/intents.ts';
import type { Intent } from '../../write/intents.ts';
import { hashInput } from '../../write/input-hash.ts';
import { once } from '../../write/once.ts';
import { rollBack } from '../../write/roll-back.ts';
import { stage } from '../../write/staged.ts';
import type { StagedUpload } from '../../write/staged.ts';
import { safeFileName } from './file-names.ts';
import { explainUpload } from './run-write.ts';
import type { WriteTarget } from './run-write.ts';
import { putFile, readAway } from './uploads.ts';
import type { FilePart, MultipartPart, UploadDeps } from './uploads.ts';

/** A file that is sent on its own: bare, or as the part `file` of a multipart body. */
export interface UploadBody {
  parts: AsyncIterable<MultipartPart>;
  /** The query string, which belongs to the input that an Idempotency-Key stands for. */
  query: object;
}

type NamedFile = Pick<StagedUpload, 'name' | 'sha256'>;
type StagedFile = Omit<StagedUpload, 'key'>;

/**
 * Streams a file to its final key and keeps it there for a record to take it. Answers 201. Errors: 400 for a body that
 * is not one file or ends too early, 413 above the limit; nothing is left then.
 */
export function stageUpload(deps: UploadDeps, target: WriteTarget, body: UploadBody): Promise<Answer> {
  const { name, bucket } = target.collection;
  if (bucket === null) {
    const message = `${name} has no file field, so that no record could take the upload`;
    throw invalidField('collection', 'no_file_field', message);
  }
  return once(
    deps.env,
    target.idempotency,
    async () => hashUpload(body, await readOneFile(body.parts, readAway)),
    () => putAndStage(deps, target, bucket, body),
  );
}

async function putAndStage(
  deps: UploadDeps,
  target: WriteTarget,
  bucket: string,
  body: UploadBody,
): Promise<Answer> {
  const { env } = deps;
  const { collection, actor, idempotency } = target;
  const own: { intent: Intent | null } = { intent: null };
  const put = async (part: FilePart): Promise<StagedFile> => {
    const name = safeFileName(part.name);
    const intent = await retryWhileUnavailable(env.times.engineRetrySeconds, () =>
      openUpload(env, collection, name),
    );
    own.intent = intent;
    const [key = ''] = intent.keys;
    const sums = await putFile(deps, { bucket, key, part, path: 'file', copy: null });
    await env.fault('after-files');
    return { id: intent.id, name, contentType: part.contentType, ...sums };
  };
  let file: StagedFile;
  try {
    file = await readOneFile(body.parts, put);
  } catch (error) {
    if (own.intent) await rollBack(env, own.intent, error);
    throw await explainUpload(error, { env }, target);
  }
  if (!own.intent) throw new Error('a file was put without an intent');
  return stage(env, own.intent, {
    file,
    keyId: actor.keyId,
    idempotency: idempotency && { claim: idempotency, inputHash: hashUpload(body, file) },
    answer: (expiresAt) => ({ status: 201, headers: {}, body: present(file, expiresAt) }),
  });
}

/** Its intent is called like the file, so that either finds the other. */
function openUpload(env: WriteEnv, collection: Collection, name: string): Promise<Intent> {
  const id = newId();
  return openIntent(env, {
    id,
    kind: 'write',
    collectionId: collection.id,
    bucket: collection.bucket,
    qdrantCollection: null,
    keys: [`${id}/${name}`],
    rounds: [],
  });
}

/** What `receive` makes of the one file there is. Throws 400 for any other part. */
async function readOneFile<T>(
  parts: AsyncIterable<MultipartPart>,
  receive: (part: FilePart) => Promise<T>,
): Promise<T> {
  const received: T[] = [];
  for await (const part of parts) {
    const name = part.kind === 'value' ? part.name : part.field;
    if (name !== 'file')
      throw invalidField(name, 'unknown_key', `${show(name)} is not taken here: the one part is file`);
    if (part.kind === 'value') throw invalidField('file', 'wrong_type', 'must be a file, with a file name');
    if (part.kind === 'no file') continue;
    if (received.length > 0) throw invalidField('file', 'duplicate', 'is given twice');
    received.push(await receive(part));
  }
  const [file] = received;
  if (file === undefined) throw invalidField('file', 'required', 'is required');
  return file;
}

function hashUpload({ query }: UploadBody, { name, sha256 }: NamedFile): string {
  return hashInput(query, [{ field: 'file', name, sha256 }]);
}

function present({ id, name, size, contentType, sha256 }: StagedFile, expiresAt: string): StagedUploadAnswer {
  return { id, name, size, content_type: contentType, sha256, expires_at: expiresAt };
}
