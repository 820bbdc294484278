import { setTimeout as sleep } from 'node:timers/promises';
import { finished } from 'node:stream/promises';
import type { IncomingMessage } from 'node:http';
import type { FastifyRequest } from 'fastify';
import { limits } from '../contract/limits.ts';
import { reason } from '../contract/problem-codes.ts';
import { AppError, bodyTooLarge, invalidField, invalidInput } from '../errors.ts';
import type { App, BodyFormat } from './auth.ts';
import { prefersAsync } from './prefer.ts';
import { readJson, readYaml } from './read-text.ts';

/** How a request names each format. */
export const mediaTypes: Record<Exclude<BodyFormat, 'bytes'>, readonly string[]> = {
  json: ['application/json'],
  yaml: ['application/yaml', 'application/x-yaml', 'text/yaml'],
  ndjson: ['application/x-ndjson'],
  multipart: ['multipart/form-data'],
};

/**
 * Reads a body that came whole. Small ones are read at once; one above `limits.inlineBodyBytes` would hold up
 * everybody else's requests, which is why this may take its time.
 */
export type ReadBody = (format: 'json' | 'yaml', bytes: Buffer) => unknown;

/** A body to be parsed in a worker thread. */
export interface ParseTask {
  task: 'parse';
  format: 'json' | 'yaml';
  bytes: Uint8Array;
}

/** Reads small bodies at once and large ones in a worker. */
export function createBodyReader(
  run: (task: ParseTask, transfer: readonly ArrayBuffer[]) => Promise<unknown>,
): ReadBody {
  return (format, bytes) => {
    if (bytes.length <= limits.inlineBodyBytes) return readBodyInline(format, bytes);
    return run({ task: 'parse', format, bytes }, [bytes.buffer as ArrayBuffer]);
  };
}

export const readBodyInline: ReadBody = (format, bytes) =>
  format === 'json' ? readJson(bytes) : readYaml(bytes);

/** Teaches the server the formats of api.md; streams are handed on as they are. Multipart has a parser of its own. */
export function addBodyParser(app: App, read: ReadBody): void {
  app.removeAllContentTypeParsers();
  app.addContentTypeParser('*', async (request: FastifyRequest, stream: IncomingMessage) => {
    if (!hasBody(request)) return undefined;
    const format = formatOf(request);
    switch (format) {
      case 'json': {
        const bytes = await collect(stream, request, limits.jsonBytes);
        const isForService = request.routeOptions.config.bigJson === 'bytes';
        const isForLater = isForService && prefersAsync(request);
        return isForLater || (isForService && bytes.length > limits.inlineBodyBytes)
          ? bytes
          : read('json', bytes);
      }
      case 'yaml':
        return read('yaml', await collect(stream, request, limits.yamlBytes));
      case 'ndjson':
      case 'bytes':
        return stream;
      case 'multipart':
      case undefined:
        throw unsupported(request);
    }
  });
}

async function collect(stream: IncomingMessage, { headers }: FastifyRequest, limit: number): Promise<Buffer> {
  const refusal = (): AppError => bodyTooLarge(limit);
  if (Number(headers['content-length'] ?? 0) > limit) throw refusal();
  const pieces: Buffer[] = [];
  let size = 0;
  // Not `for await`: leaving that early would end the connection.
  await new Promise<void>((resolve, reject) => {
    stream.on('data', (piece: Buffer) => {
      size += piece.length;
      if (size > limit) reject(refusal());
      else pieces.push(piece);
    });
    stream.once('end', resolve);
    stream.once('error', reject);
  });
  return Buffer.concat(pieces, size);
}

/** 415 for a body that the route does not take, before anything of it is read. */
export function checkContentType(request: FastifyRequest): void {
  if (!hasBody(request)) return;
  const encoding = request.headers['content-encoding'];
  if (encoding !== undefined && encoding.toLowerCase() !== 'identity') {
    const detail = `A body with Content-Encoding ${encoding} is not taken: send it as it is.`;
    throw new AppError('unsupported_media_type', detail, { headers: { 'accept-encoding': 'identity' } });
  }
  if (formatOf(request) === undefined) throw unsupported(request);
}

/** Which of the route's formats the body has; undefined for none of them. */
function formatOf({ headers, routeOptions }: FastifyRequest): BodyFormat | undefined {
  const { bodies = ['json'] } = routeOptions.config;
  const [media = '', ...parameters] = (headers['content-type'] ?? '')
    .split(';')
    .map((part) => part.trim().toLowerCase());
  const charset = parameters
    .find((parameter) => parameter.startsWith('charset='))
    ?.slice(8)
    .replaceAll('"', '');
  const isText = charset === undefined || charset === 'utf-8' || charset === 'utf8';
  const format = bodies.find((one) => one !== 'bytes' && mediaTypes[one].includes(media) && isText);
  return format ?? bodies.find((one) => one === 'bytes');
}

function unsupported({ headers, routeOptions }: FastifyRequest): AppError {
  const { bodies = ['json'] } = routeOptions.config;
  const accepted = bodies.flatMap((format) => (format === 'bytes' ? [] : mediaTypes[format]));
  const given = headers['content-type'] ?? 'none is named';
  return new AppError(
    'unsupported_media_type',
    `The body must be ${accepted.join(' or ')} (UTF-8); here: ${given}.`,
  );
}

function hasBody({ headers }: FastifyRequest): boolean {
  return headers['transfer-encoding'] !== undefined || Number(headers['content-length'] ?? 0) > 0;
}

/** On a route without a body, what is in it all the same is named, never ignored. */
export function refuseUnaskedBody(request: FastifyRequest): void {
  const { schema, config } = request.routeOptions;
  const { body } = request;
  if (body === undefined || body === null || schema?.body !== undefined || config.bodies !== undefined)
    return;
  if (typeof body !== 'object' || Array.isArray(body)) {
    throw invalidField('body', 'not_allowed', 'is not taken by this route', { reason: 'body' });
  }
  const errors = Object.keys(body).map((path) => ({ path, ...reason('unknown_key', 'is not a known key') }));
  if (errors.length > 0) throw invalidInput(errors);
}

const drainFirstMs = 5_000;
const drainLongestMs = 60_000;

/** Is there nothing of a request left to be read? */
export function isRead(raw: IncomingMessage): boolean {
  return raw.complete || raw.destroyed || raw.readableEnded;
}

/**
 * Reads away what is left of a request that is answered early. A client that first sends everything and then reads
 * (most do) would otherwise find a broken connection instead of the answer; one that never ends is cut off.
 */
export async function drain(raw: IncomingMessage): Promise<void> {
  raw.unpipe();
  raw.resume();
  const timer = setTimeout(() => raw.destroy(), drainLongestMs);
  timer.unref();
  const ended = finished(raw)
    .catch(() => undefined)
    .finally(() => clearTimeout(timer));
  const patience = new AbortController();
  await Promise.race([
    ended,
    sleep(drainFirstMs, undefined, { signal: patience.signal }).catch(() => undefined),
  ]);
  patience.abort();
}
