import { Readable } from 'node:stream';
import contentDisposition from 'content-disposition';
import type { FastifyReply, FastifyRequest } from 'fastify';
import parseRange from 'range-parser';
import { AppError } from '../../errors.ts';
import type { OpenFile } from './service.ts';

/**
 * Answers GET and HEAD of a file: one range, ETag (its SHA-256), 304 and If-Range. Whatever the file is, a browser
 * is told to save it, not to run or sniff it.
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
  if (matches(request.headers['if-none-match'], etag)) return reply.code(304).send();
  const range = rangeOf(request, file.size, etag);
  if (range) reply.code(206).header('content-range', `bytes ${range.start}-${range.end}/${file.size}`);
  reply.header('content-length', range ? range.end - range.start + 1 : file.size);
  // An empty stream: for no body at all the framework would say that the file has no bytes.
  if (request.method === 'HEAD') return reply.send(Readable.from([]));
  return reply.send(await read(range ?? undefined));
}

function matches(header: string | undefined, etag: string): boolean {
  if (header === undefined) return false;
  const candidates = header.split(',').map((candidate) => candidate.trim().replace(/^W\//, ''));
  return candidates.includes(etag) || candidates.includes('*');
}

/** The one range asked for; null for the whole file, also where several are asked for. */
function rangeOf(request: FastifyRequest, size: number, etag: string): { start: number; end: number } | null {
  const header = request.headers.range;
  const condition = request.headers['if-range'];
  if (header === undefined || (condition !== undefined && condition !== etag)) return null;
  const ranges = parseRange(size, header, { combine: true });
  if (ranges === -1) {
    throw new AppError('range_not_satisfiable', `The file has ${size} bytes.`, {
      headers: { 'content-range': `bytes */${size}` },
    });
  }
  if (ranges === -2 || ranges.type !== 'bytes' || ranges.length !== 1) return null;
  const [range] = ranges;
  return range ? { start: range.start, end: range.end } : null;
}
