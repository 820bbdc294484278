import type { Multipart } from '@fastify/multipart';
import type { FastifyRequest } from 'fastify';
import { limits } from '../../contract/limits.ts';
import { AppError, invalidField, tooLarge } from '../../errors.ts';
import type { MultipartPart } from './service.ts';

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
  try {
    for await (const part of request.parts({ limits: { ...bounds, parts: 11_000 }, preservePath: true })) {
      isEmpty = false;
      yield toPart(part);
    }
    // The parser takes nothing at all for an empty form; it is rather a body that never came.
    if (isEmpty) throw invalidField('body', 'required', 'has no part in it');
  } catch (error) {
    throw translate(error);
  }
}

function toPart(part: Multipart): MultipartPart {
  // Types say otherwise, but a part may come without a name, and a file without a file name.
  const name = part.fieldname as string | undefined;
  if (name === undefined) throw invalidField('body', 'bad_multipart', 'has a part without a name');
  if (part.type === 'file') {
    const fileName = (part.filename as string | undefined) ?? '';
    return { kind: 'file', field: name, name: fileName, contentType: typeOf(part), stream: part.file };
  }
  if (part.valueTruncated) throw tooLarge(`${name}: a value may have at most 8 MB.`);
  // The parser reads what says that it is JSON; how a text is read tells the type of its field.
  const isRead = part.mimetype === 'application/json';
  const text = isRead ? JSON.stringify(part.value) : String(part.value);
  // What the parser puts for bytes that are no text. A real one can be sent as JSON.
  if (text.includes('\ufffd')) throw invalidField(name, 'bad_text', 'is not valid UTF-8, or holds U+FFFD');
  return { kind: 'value', name, text };
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
  return invalidField('body', 'bad_multipart', `the multipart body could not be read: ${error.message}`);
}
