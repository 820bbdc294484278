import type { IncomingMessage, OutgoingHttpHeaders } from 'node:http';
import type { Readable, Transform } from 'node:stream';
import { text } from 'node:stream/consumers';
import { Client } from 'minio';
import { AppError, unavailable } from '../errors.ts';
import { fullEngine, saysFull } from './full-disk.ts';
import { createS3Http } from './s3-http.ts';
import type { HttpAnswer, HttpRequest } from './s3-http.ts';
import { MissingContainerError } from './missing-container.ts';
import { MissingObjectError } from './objects.ts';
import { elementText } from './s3-xml.ts';

export interface S3Options {
  /** `http://host:port` */
  endpoint: string;
  accessKey: string;
  secretKey: string;
  region: string;
  kind: 'minio' | 's3';
  /** How long it may stay silent before a call fails with 503; default 30 s. */
  answerTimeoutMs?: number;
}

/** One S3 request. Without a key it is about the bucket. */
export interface S3Request {
  method: 'GET' | 'HEAD' | 'PUT' | 'POST' | 'DELETE';
  bucket: string;
  key?: string;
  query?: Record<string, string>;
  headers?: OutgoingHttpHeaders;
  body?: string;
  signal?: AbortSignal | undefined;
  timeoutMs?: number;
  /** An answer of 200 may name errors of single objects; they are the caller's to read. */
  hasOwnErrors?: boolean;
}

/** S3 answered with an error that has no class of its own. */
export class S3Error extends Error {
  readonly code: string;
  readonly status: number;

  constructor(code: string, status: number, message: string) {
    super(message === '' ? code : `${code}: ${message}`);
    this.name = 'S3Error';
    this.code = code;
    this.status = status;
  }
}

/** Presigned requests over one keep-alive agent: bodies are neither hashed for the signature nor buffered. */
export interface S3Client {
  readonly kind: 'minio' | 's3';
  call(request: S3Request): Promise<HttpAnswer>;
  open(request: S3Request): Promise<IncomingMessage>;
  stream(request: S3Request, body: Readable, meter?: Transform): Promise<HttpAnswer>;
  buckets(): Promise<string[]>;
  close(): void;
}

const presignedSeconds = 3_600;
export function createS3Client(options: S3Options): S3Client {
  const endpoint = new URL(options.endpoint);
  const useSSL = endpoint.protocol === 'https:';
  const http = createS3Http(options.kind, options.endpoint, options.answerTimeoutMs);
  // It signs and makes no request of its own, but for the list of buckets: with a region given it asks for none.
  const signer = new Client({
    endPoint: endpoint.hostname,
    port: endpoint.port === '' ? (useSSL ? 443 : 80) : Number(endpoint.port),
    useSSL,
    accessKey: options.accessKey,
    secretKey: options.secretKey,
    region: options.region,
    retryOptions: { disableRetry: true },
  });

  async function signed(request: S3Request): Promise<HttpRequest> {
    const { method, bucket, key = '', query = {}, headers = {}, body, signal, timeoutMs } = request;
    return {
      method,
      url: await signer.presignedUrl(method, bucket, key, presignedSeconds, query),
      headers: body === undefined ? headers : { ...headers, 'content-length': Buffer.byteLength(body) },
      ...(body === undefined ? {} : { body }),
      signal,
      ...(timeoutMs === undefined ? {} : { timeoutMs }),
      isIdempotent: method !== 'POST',
    };
  }

  function checked(request: S3Request, answer: HttpAnswer): HttpAnswer {
    // Joining parts can fail after the 200 was sent.
    if (answer.status < 300 && (request.hasOwnErrors === true || !answer.text.includes('<Error>')))
      return answer;
    throw s3Failure(options.kind, request, answer.status, answer.text);
  }

  return {
    kind: options.kind,
    call: async (request) => checked(request, await http.call(await signed(request))),
    open: async (request) => {
      const response = await http.open(await signed(request));
      const status = response.statusCode ?? 0;
      if (status < 300) return response;
      throw s3Failure(options.kind, request, status, await text(response));
    },
    stream: async (request, body, meter) =>
      checked(request, await http.stream(await signed(request), body, meter)),
    buckets: async () => {
      try {
        return (await signer.listBuckets()).map((bucket) => bucket.name);
      } catch (error) {
        throw unavailable(options.kind, 'it does not list its buckets', error);
      }
    },
    close: () => http.close(),
  };
}

const fullCodes = new Set(['XMinioStorageFull', 'XMinioAdminBucketQuotaExceeded', 'QuotaExceeded']);

function s3Failure(kind: 'minio' | 's3', request: S3Request, status: number, xml: string): Error {
  const code = elementText(xml, 'Code') ?? (status === 404 ? 'NotFound' : `Status${status}`);
  const failure = new S3Error(code, status, elementText(xml, 'Message') ?? '');
  if (code === 'NoSuchBucket') return new MissingContainerError(kind, request.bucket, failure);
  if (code === 'NoSuchKey') return new MissingObjectError(request.bucket, request.key ?? '', failure);
  if (status === 416) {
    return new AppError('range_not_satisfiable', 'The range starts behind the end of the file.', {
      cause: failure,
    });
  }
  if (fullCodes.has(code) || status === 507 || saysFull(failure.message)) return fullEngine(kind, failure);
  if (status === 401 || status === 403) return unavailable(kind, `it refused the request (${code})`, failure);
  if (status >= 500 || status === 429 || status === 408) return unavailable(kind, code, failure);
  return failure;
}
