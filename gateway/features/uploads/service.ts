import type { StagedUploadAnswer } from '../../contract/files.ts';
import type { FilePart, MultipartPart } from '../../contract/parts.ts';
import { invalidField } from '../../errors.ts';
import { show } from '../../schema/text.ts';
import { hashInput } from '../../write/input-hash.ts';
import { once } from '../../write/once.ts';
import type { Answered } from '../../write/once.ts';
import type { OwnIntent } from '../../write/own-intent.ts';
import { stage } from '../../write/staged.ts';
import type { StagedUpload } from '../../write/staged.ts';
import type { WriteTarget } from '../../write/target.ts';
import { hashForm, receiveForm } from './form.ts';
import type { FormPlace, ReceivedForm } from './form.ts';
import { putFile, readAway } from './put-file.ts';
import { createTaker, uploadChecker } from './take.ts';
import type { Taker } from './take.ts';
import type { UploadDeps } from './taken-file.ts';

/** A file that is sent on its own: bare, or as the part `file` of a multipart body. */
export interface UploadBody {
  parts: AsyncIterable<MultipartPart>;
  /** The query string, which belongs to the input that an Idempotency-Key stands for. */
  query: object;
}

export type UploadService = ReturnType<typeof createUploadService>;

/** Files on their way to a record: with it in a form, or staged before it. */
export function createUploadService(deps: UploadDeps) {
  return {
    /**
     * Streams a file to its final key and keeps it there for a record to take it. Errors: 400 for a body that is not one
     * file or ends too early, 413 above the limit; nothing is left then.
     */
    stage: (target: WriteTarget, body: UploadBody) => stageUpload(deps, target, body),
    /** See `receiveForm`. */
    receiveForm: <Result>(
      place: FormPlace,
      parts: AsyncIterable<MultipartPart>,
      use: (form: ReceivedForm) => Promise<Result>,
    ): Promise<Result> => receiveForm(deps, place, parts, use),
    hashForm,
    /** Lists a file's key on an intent and streams the file there; the file has the intent's id. See `putFile`. */
    put: (intent: OwnIntent, bucket: string, part: FilePart): Promise<StagedUpload> =>
      putFile(deps, intent, { id: intent.id, bucket, part, path: 'file', copy: null }),
    readAway,
    /** See `Taker`; made once for a write. */
    taker: (signal?: AbortSignal) => createTaker(deps, signal),
    /** Checks what can be told of files without reading them. */
    checker: (): Taker => uploadChecker,
  };
}

async function stageUpload(
  deps: UploadDeps,
  target: WriteTarget,
  { parts, query }: UploadBody,
): Promise<Answered<StagedUploadAnswer>> {
  // Where no record could take it, a job can: an import of its rows.
  const bucket = target.collection.bucket ?? (await deps.jobBucket());
  const place = { ...target, collection: { ...target.collection, bucket } };
  const hashOf = ({ name, sha256 }: { name: string; sha256: string }): string =>
    hashInput(query, [{ field: 'file', name, sha256 }]);
  return once(
    deps.env,
    target.idempotency,
    async () => hashOf(await readOneFile(parts, readAway)),
    () =>
      stage(deps.env, place, async (intent) => {
        const file = await readOneFile(parts, (part) =>
          putFile(deps, intent, { id: intent.id, bucket, part, path: 'file', copy: null }),
        );
        const { id, name, size, contentType: content_type, sha256 } = file;
        return {
          file,
          inputHash: target.idempotency ? hashOf(file) : '',
          answer: (expires_at) => ({ id, name, size, content_type, sha256, expires_at }),
        };
      }),
  );
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
      throw invalidField(name, 'unknown_key', `${show(name)} is not taken here: the one part is file`, {
        reason: 'part',
        known: 'file',
      });
    if (part.kind === 'value')
      throw invalidField('file', 'wrong_type', 'must be a file, with a file name', { expected: 'file' });
    if (part.kind === 'no file') continue;
    if (received.length > 0) throw invalidField('file', 'duplicate', 'is given twice');
    received.push(await receive(part));
  }
  const [file] = received;
  if (file === undefined) throw invalidField('file', 'required', 'is required');
  return file;
}

export type { ReceivedForm } from './form.ts';
export type { TakenFile } from './taken-file.ts';
export type { TakenUploads, Taker } from './take.ts';
