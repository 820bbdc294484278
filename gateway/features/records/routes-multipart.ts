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
  try {
    for await (const part of request.parts({ limits: { ...bounds, parts: 11_000 }, preservePath: true })) {
      yield toPart(part);
    }
  } catch (error) {
    throw translate(error);
  }
}

function toPart(part: Multipart): MultipartPart {
  if (part.type === 'file') {
    const { fieldname, filename, mimetype, file } = part;
    return { kind: 'file', field: fieldname, name: filename, contentType: mimetype, stream: file };
  }
  if (part.valueTruncated) throw tooLarge(`${part.fieldname}: a value may have at most 8 MB.`);
  // A part that calls itself JSON has been parsed on the way.
  const text = typeof part.value === 'string' ? part.value : JSON.stringify(part.value);
  return { kind: 'value', name: part.fieldname, text };
}

function translate(error: unknown): unknown {
  if (error instanceof AppError || !(error instanceof Error)) return error;
  if (!('code' in error) && !/multipart|unexpected end|premature|malformed/i.test(error.message))
    return error;
  return invalidField('body', 'bad_multipart', `the multipart body could not be read: ${error.message}`);
}
