import { isUtf8 } from 'node:buffer';
import type { Multipart } from '@fastify/multipart';
import type { FastifyRequest } from 'fastify';
import { limits } from '../contract/limits.ts';
import { AppError, invalidField, tooLarge } from '../errors.ts';
import type { MultipartPart } from '../contract/parts.ts';

/** The parts of a multipart body as they arrive; a body that ends too early, or is none, is a 400. */
export async function* readMultipart(request: FastifyRequest): AsyncGenerator<MultipartPart> {
  // Sizes are checked while a part streams, so that a field's own limit can name the field.
  const bounds = {
    fileSize: Infinity,
    fieldSize: limits.jsonBytes,
    fieldNameSize: 1_000,
    files: 10_000,
    fields: 1_000,
  };
  let isEmpty = true;
  let impossible: string | undefined;
  const isPartAFile = (name = '', type = '', fileName?: string): boolean => {
    if (name in Object.prototype) impossible ??= name;
    return isStreamed(type, fileName);
  };
  try {
    const options = { limits: { ...bounds, parts: 11_000 }, preservePath: true, isPartAFile };
    for await (const part of request.parts(options)) {
      isEmpty = false;
      yield await toPart(part);
    }
    // The parser takes nothing at all for an empty form; it is rather a body that never came.
    if (isEmpty) throw invalidField('body', 'required', 'has no part in it', { reason: 'no_part' });
  } catch (error) {
    // The parser refuses it without saying which.
    if (impossible === undefined || error instanceof AppError) throw translate(error);
    const message = `has a part “${impossible}”: a field of this name can be given in JSON only`;
    throw invalidField('body', 'unknown_key', message, { reason: 'field' });
  }
}

const jsonType = 'application/json';

/** Files, and what says that it is JSON: the parser would read that itself, not as strictly as all other JSON is read. */
function isStreamed(type: string, fileName: string | undefined): boolean {
  return fileName !== undefined || type === 'application/octet-stream' || type.startsWith(jsonType);
}

async function toPart(part: Multipart): Promise<MultipartPart> {
  // Types say otherwise, but a part may come without a name, and a file without a file name.
  const name = part.fieldname as string | undefined;
  if (name === undefined) {
    throw invalidField('body', 'bad_multipart', 'has a part without a name', { reason: 'no_name' });
  }
  if (part.type === 'field') {
    if (part.valueTruncated) throw valueTooLarge(name);
    const text = String(part.value);
    // What the parser puts for bytes that are no text. A real one can be sent as JSON.
    if (text.includes('\ufffd')) throw noText(name);
    return { kind: 'value', name, text };
  }
  const fileName = part.filename as string | undefined;
  const pieces: AsyncIterator<Buffer> = part.file[Symbol.asyncIterator]();
  if (fileName === undefined && part.mimetype.startsWith(jsonType)) {
    return { kind: 'value', name, text: await readText(name, pieces) };
  }
  const first = await pieces.next();
  if (first.done && (fileName ?? '') === '') return { kind: 'no file', field: name };
  const stream = continued(first, pieces);
  return { kind: 'file', field: name, name: fileName ?? '', contentType: typeOf(part), stream };
}

/** All the pieces, of which the first was read already. */
async function* continued(
  first: IteratorResult<Buffer>,
  rest: AsyncIterator<Buffer>,
): AsyncGenerator<Buffer, void> {
  try {
    for (let next = first; !next.done; next = await rest.next()) yield next.value;
  } finally {
    await rest.return?.();
  }
}

async function readText(name: string, pieces: AsyncIterator<Buffer>): Promise<string> {
  const read: Buffer[] = [];
  let size = 0;
  for (let next = await pieces.next(); !next.done; next = await pieces.next()) {
    size += next.value.length;
    if (size > limits.jsonBytes) throw valueTooLarge(name);
    read.push(next.value);
  }
  const bytes = Buffer.concat(read, size);
  if (!isUtf8(bytes)) throw noText(name);
  return bytes.toString();
}

function valueTooLarge(name: string): Error {
  return tooLarge(`${name}: a value may have at most 8 MB.`);
}

function noText(name: string): Error {
  return invalidField(name, 'bad_text', 'is not valid UTF-8, or holds U+FFFD', { reason: 'utf8' });
}

const mediaType = /^[a-z0-9!#$&^_.+-]+\/[a-z0-9!#$&^_.+-]+$/i;

/** What a file says it is, where that can be told again in a header. */
function typeOf({ mimetype }: Multipart): string {
  const isType = mimetype.length <= limits.fileNameBytes && mediaType.test(mimetype);
  return isType ? mimetype : 'application/octet-stream';
}

function translate(error: unknown): unknown {
  if (error instanceof AppError || !(error instanceof Error)) return error;
  if (!('code' in error) && !/multipart|unexpected end|premature|malformed/i.test(error.message))
    return error;
  return invalidField('body', 'bad_multipart', `the multipart body could not be read: ${error.message}`, {
    detail: error.message,
  });
}
