import { addAbortSignal } from 'node:stream';
import type { Readable } from 'node:stream';
import type { HttpAnswer } from './s3-http.ts';
import { Meter, PartSource } from './metered.ts';
import { plainType } from './objects.ts';
import type { PutOptions, StoredObject } from './objects.ts';
import type { S3Client } from './s3-client.ts';
import { elementText, escapeXml } from './s3-xml.ts';

/** S3's own minimum is 5 MiB for all parts but the last. */
const partBytes = 8 * 1024 * 1024;
/** The engine joins the parts before it answers. */
const completeTimeoutMs = 120_000;

interface Target {
  bucket: string;
  key: string;
  contentType: string;
  signal: AbortSignal | undefined;
}

/** Streams a body to S3: of known length in one request, else in parts of 8 MB, hashing it once on the way. */
export async function putStream(
  s3: S3Client,
  bucket: string,
  key: string,
  body: Readable,
  { size, contentType = plainType, signal }: PutOptions,
): Promise<StoredObject> {
  signal?.throwIfAborted();
  const target: Target = { bucket, key, contentType, signal };
  // It may fail before anybody reads it, and tells its reader again then.
  body.on('error', () => undefined);
  if (signal) addAbortSignal(signal, body);
  if (size !== undefined) return await putKnown(s3, target, body, size);
  const parts = new PartSource(body, partBytes);
  try {
    await parts.filled();
    if (parts.isEnded && parts.held <= partBytes) {
      const etag = await putOne(s3, target, parts.held, parts.take(parts.held));
      return { etag, ...parts.sums() };
    }
    const etag = await putParts(s3, target, parts);
    return { etag, ...parts.sums() };
  } finally {
    body.destroy();
  }
}

async function putKnown(s3: S3Client, target: Target, body: Readable, size: number): Promise<StoredObject> {
  const meter = new Meter(size);
  const etag = await putOne(s3, target, size, body, meter);
  return { etag, ...meter.sums() };
}

async function putOne(
  s3: S3Client,
  target: Target,
  size: number,
  body: Readable,
  meter?: Meter,
): Promise<string> {
  const { bucket, key, contentType, signal } = target;
  const headers = { 'content-length': size, 'content-type': contentType };
  return etagOf(await s3.stream({ method: 'PUT', bucket, key, headers, signal }, body, meter));
}

async function putParts(s3: S3Client, target: Target, parts: PartSource): Promise<string> {
  const { bucket, key, contentType, signal } = target;
  const headers = { 'content-type': contentType, 'content-length': 0 };
  // Not to be aborted: an upload whose id never came back would stay.
  const begun = await s3.call({ method: 'POST', bucket, key, query: { uploads: '' }, headers });
  const uploadId = elementText(begun.text, 'UploadId');
  if (uploadId === undefined) throw new Error('The object store began an upload without an id');
  try {
    const etags: string[] = [];
    do {
      const size = Math.min(parts.held, partBytes);
      const query = { partNumber: String(etags.length + 1), uploadId };
      const request = {
        method: 'PUT',
        bucket,
        key,
        query,
        headers: { 'content-length': size },
        signal,
      } as const;
      etags.push(etagOf(await s3.stream(request, parts.take(size))));
      await parts.filled();
    } while (parts.held > 0);
    signal?.throwIfAborted();
    return await complete(s3, target, uploadId, etags);
  } catch (error) {
    // What can't be aborted now is on the caller's intent, which names the key.
    await s3.call({ method: 'DELETE', bucket, key, query: { uploadId } }).catch(() => undefined);
    throw error;
  }
}

async function complete(s3: S3Client, target: Target, uploadId: string, etags: string[]): Promise<string> {
  const { bucket, key } = target;
  const list = etags.map(
    (etag, index) => `<Part><PartNumber>${index + 1}</PartNumber><ETag>${escapeXml(etag)}</ETag></Part>`,
  );
  const body = `<CompleteMultipartUpload>${list.join('')}</CompleteMultipartUpload>`;
  const query = { uploadId };
  const answer = await s3.call({ method: 'POST', bucket, key, query, body, timeoutMs: completeTimeoutMs });
  return (elementText(answer.text, 'ETag') ?? '').replaceAll('"', '');
}

function etagOf(answer: HttpAnswer): string {
  return (answer.headers.etag ?? '').replaceAll('"', '');
}
