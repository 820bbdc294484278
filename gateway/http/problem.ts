import type { FastifyError } from 'fastify';
import { AppError, invalidField, tooLarge } from '../errors.ts';

export const problemType = 'application/problem+json';

/** Path of a request without its query string, which may hold what nobody should read later. */
export function pathOf(url: string): string {
  const end = url.search(/[?#]/);
  return end < 0 ? url : url.slice(0, end);
}

/** The framework's and the multipart parser's own refusals as ours; undefined for what is no fault of the client. */
export function refusalOf(error: unknown): AppError | undefined {
  if (error instanceof AppError) return error;
  if (!(error instanceof Error)) return undefined;
  const { code, statusCode } = error as Partial<FastifyError>;
  switch (code) {
    case 'FST_ERR_CTP_BODY_TOO_LARGE':
      return tooLarge('The body is larger than this route takes.');
    case 'FST_ERR_CTP_INVALID_MEDIA_TYPE':
    case 'FST_INVALID_MULTIPART_CONTENT_TYPE':
      return new AppError('unsupported_media_type', 'This route does not take a body of this type.');
    case 'FST_ERR_CTP_INVALID_CONTENT_LENGTH':
      return invalidField('body', 'truncated', 'is shorter or longer than its Content-Length says');
    case 'FST_ERR_BAD_URL':
      return invalidField(
        'url',
        'bad_url',
        'is not a valid URL: a % is not followed by two hexadecimal digits of UTF-8',
        { reason: 'escape' },
      );
    case 'FST_REQ_FILE_TOO_LARGE':
      return tooLarge('A file may have at most 5 GiB.');
    case 'FST_PARTS_LIMIT':
    case 'FST_FILES_LIMIT':
    case 'FST_FIELDS_LIMIT':
      return invalidField('body', 'too_many', 'has too many parts', { unit: 'parts' });
    case 'FST_MP_PREMATURE_CLOSE':
      return invalidField('body', 'truncated', 'ends in the middle of a part');
    case 'FST_PROTO_VIOLATION':
      return invalidField('body', 'unknown_key', 'names a part that no field can have', { reason: 'part' });
    case undefined:
      return multipartRefusal(error);
    default:
      return statusCode !== undefined && statusCode >= 400 && statusCode < 500
        ? invalidField('body', 'bad_request', error.message, { detail: error.message })
        : undefined;
  }
}

/** The multipart parser throws plain errors for what it can't read. */
function multipartRefusal({ message }: Error): AppError | undefined {
  if (/^(Unexpected end of |Part terminated early)/.test(message)) {
    return invalidField('body', 'truncated', 'ends in the middle of a part');
  }
  const isMalformed = /^(Multipart: Boundary not found|Malformed part header|Malformed content type)/.test(
    message,
  );
  return isMalformed
    ? invalidField('body', 'bad_multipart', 'is no multipart body that can be read')
    : undefined;
}
