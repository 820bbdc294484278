import { Readable } from 'node:stream';
import contentDisposition from 'content-disposition';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { AppError } from '../../errors.ts';
import { readRange } from '../../http/byte-ranges.ts';
import type { ByteRange } from '../../http/byte-ranges.ts';
import type { OpenFile } from './service.ts';

/**
 * Answers GET and HEAD of a file: one range, ETag (its SHA-256), and what depends on that, in the order of RFC 9110,
 * 13.2.2. There is no Last-Modified, so that conditions by date count as not there. Whatever the file is, a browser is
 * told to save it, not to run or sniff it.
 */
export async function sendFile(
  request: FastifyRequest,
  reply: FastifyReply,
  { file, read }: OpenFile,
): Promise<FastifyReply> {
  const etag = `"${file.sha256}"`;
  reply.headers({
    'content-type': file.content_type,
    'content-disposition': contentDisposition(file.name),
    'x-content-type-options': 'nosniff',
    'content-security-policy': 'sandbox',
    'accept-ranges': 'bytes',
    'cache-control': 'private, no-cache',
    etag,
  });
  checkIfMatch(request.headers['if-match'], etag);
  if (isKnown(request.headers['if-none-match'], etag)) return reply.code(304).send();
  const range = rangeOf(request, file.size, etag);
  if (range) reply.code(206).header('content-range', `bytes ${range.start}-${range.end}/${file.size}`);
  reply.header('content-length', range ? range.end - range.start + 1 : file.size);
  // An empty stream: for no body at all the framework would say that the file has no bytes.
  if (request.method === 'HEAD') return reply.send(Readable.from([]));
  return reply.send(await read(range ?? undefined));
}

/** 412 where the client wants another file than this. A weak tag, which bytes could differ under, is none of ours. */
function checkIfMatch(header: string | undefined, etag: string): void {
  if (header === undefined) return;
  const wanted = tagsOf(header);
  if (wanted.includes(etag) || wanted.includes('*')) return;
  throw new AppError('precondition_failed', `The file has the ETag ${etag}.`);
}

function isKnown(header: string | undefined, etag: string): boolean {
  if (header === undefined) return false;
  const known = tagsOf(header).map((tag) => tag.replace(/^W\//, ''));
  return known.includes(etag) || known.includes('*');
}

function tagsOf(header: string): string[] {
  return header.split(',').map((tag) => tag.trim());
}

/** The range asked for; null for the whole file. Only GET has ranges, and If-Range must be this very ETag. */
function rangeOf({ method, headers }: FastifyRequest, size: number, etag: string): ByteRange | null {
  const { range: header, 'if-range': condition } = headers;
  if (method !== 'GET' || header === undefined) return null;
  if (condition !== undefined && condition !== etag) return null;
  const range = readRange(header, size);
  if (range === 'unsatisfiable') {
    throw new AppError('range_not_satisfiable', `The file has ${size} bytes.`, {
      headers: { 'content-range': `bytes */${size}` },
    });
  }
  return range === 'whole' ? null : range;
}
