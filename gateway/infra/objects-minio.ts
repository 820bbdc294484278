import { createHash } from 'node:crypto';
import { text } from 'node:stream/consumers';
import { Readable } from 'node:stream';
import pLimit from 'p-limit';
import { unavailable } from '../errors.ts';
import { MissingContainerError } from './missing-container.ts';
import { MissingObjectError, checkKey, markBucket, markKey, plainType } from './objects.ts';
import type { GetOptions, ObjectBody, ObjectStore, ObjectVersion, UnfinishedUpload } from './objects.ts';
import { S3Error, createS3Client } from './s3-client.ts';
import type { S3Client, S3Options } from './s3-client.ts';
import { putStream } from './s3-put.ts';
import { decodeKey, elementText, elements, escapeXml, isXmlText } from './s3-xml.ts';

const pingTimeoutMs = 2_000;
/** What one DeleteObjects request may name. */
const deleteBatch = 1_000;
/** Requests at a time while deleting: enough to hide the round trips, few enough to leave the engine to readers. */
const deleteConcurrency = 8;
const dropRounds = 5;

/** Objects in MinIO or any other S3. Opens nothing yet. */
export function createMinioStore(options: S3Options): ObjectStore {
  const s3 = createS3Client(options);

  async function createBucket(bucket: string): Promise<void> {
    await s3
      .call({ method: 'PUT', bucket, ...locationBody(options.region) })
      .catch(ignoring('BucketAlreadyOwnedByYou', 'BucketAlreadyExists'));
    const body = '<VersioningConfiguration><Status>Enabled</Status></VersioningConfiguration>';
    await s3.call({ method: 'PUT', bucket, query: { versioning: '' }, body });
  }

  async function remove(bucket: string, keys: string[]): Promise<void> {
    const limit = pLimit(deleteConcurrency);
    // Uploads first: one that completes meanwhile is then among the versions.
    const found = await Promise.all(
      keys.map((key) =>
        limit(async () => {
          await abortUploads(s3, bucket, await listUploads(s3, bucket, key));
          return await versionsOf(s3, bucket, key);
        }),
      ),
    );
    await deleteVersions(s3, bucket, found.flat());
  }

  return {
    kind: options.kind,
    createBucket,
    dropBucket: async (bucket) => {
      try {
        await dropBucket(s3, bucket);
        return true;
      } catch (error) {
        ignoringMissing(error);
        return false;
      }
    },
    buckets: () => s3.buckets(),
    put: (bucket, key, body, put = {}) => {
      checkKey(key);
      return putStream(s3, bucket, key, body, put);
    },
    get: (bucket, key, range = {}) => get(s3, bucket, key, range),
    head: (bucket, key) => head(s3, bucket, key),
    delete: (bucket, keys) => remove(bucket, keys).catch(ignoringMissing),
    list: (bucket, { prefix = '' } = {}) => listVersions(s3, bucket, prefix),
    listUploads: (bucket, { key = '' } = {}) => listUploads(s3, bucket, key),
    ping: async () =>
      void (await s3
        .call({ method: 'HEAD', bucket: markBucket, timeoutMs: pingTimeoutMs })
        .catch(ignoring('NotFound'))),
    mark: async (repositoryId) => {
      await createBucket(markBucket);
      const body = Buffer.from(repositoryId);
      await putStream(s3, markBucket, markKey, Readable.from([body]), { size: body.length });
    },
    readMark: async () => {
      try {
        return await text((await get(s3, markBucket, markKey, {})).body);
      } catch (error) {
        if (error instanceof MissingContainerError || error instanceof MissingObjectError) return null;
        throw error;
      }
    },
    close: () => s3.close(),
  };
}

async function get(
  s3: S3Client,
  bucket: string,
  key: string,
  { start, end, signal }: GetOptions,
): Promise<ObjectBody> {
  const isRange = start !== undefined || end !== undefined;
  const headers = isRange ? { range: `bytes=${start ?? 0}-${end ?? ''}` } : {};
  const body = await s3.open({ method: 'GET', bucket, key, headers, signal });
  const length = Number(body.headers['content-length']);
  const total = /\/(\d+)$/.exec(body.headers['content-range'] ?? '')?.[1];
  const contentType = body.headers['content-type'] ?? plainType;
  return { body, length, size: total === undefined ? length : Number(total), contentType };
}

async function head(s3: S3Client, bucket: string, key: string): Promise<{ size: number } | null> {
  try {
    const answer = await s3.call({ method: 'HEAD', bucket, key });
    return { size: Number(answer.headers['content-length']) };
  } catch (error) {
    if (!(error instanceof S3Error) || error.status !== 404) throw error;
    // The answer to a HEAD has no body to say which of the two is missing.
    await s3.call({ method: 'HEAD', bucket }).catch((missing: unknown) => {
      throw missing instanceof S3Error && missing.status === 404
        ? new MissingContainerError(s3.kind, bucket, missing)
        : missing;
    });
    return null;
  }
}

async function versionsOf(s3: S3Client, bucket: string, key: string): Promise<ObjectVersion[]> {
  const found: ObjectVersion[] = [];
  for await (const version of listVersions(s3, bucket, key)) {
    // Keys come in order, so that the first other one ends it.
    if (version.key !== key) break;
    found.push(version);
  }
  return found;
}

async function* listVersions(s3: S3Client, bucket: string, prefix: string): AsyncGenerator<ObjectVersion> {
  let markers: Record<string, string> = {};
  for (;;) {
    const query = { versions: '', 'encoding-type': 'url', prefix, ...markers };
    const { text: xml } = await s3.call({ method: 'GET', bucket, query });
    // Versions and delete markers are mixed in one order, which this keeps.
    for (const entry of xml.matchAll(/<(Version|DeleteMarker)>([\s\S]*?)<\/\1>/g)) {
      const inner = entry[2] ?? '';
      yield {
        key: decodeKey(elements(inner, 'Key')[0] ?? ''),
        versionId: elementText(inner, 'VersionId') ?? 'null',
        size: Number(elementText(inner, 'Size') ?? 0),
      };
    }
    if (elementText(xml, 'IsTruncated') !== 'true') return;
    markers = {
      'key-marker': decodeKey(elements(xml, 'NextKeyMarker')[0] ?? ''),
      'version-id-marker': elementText(xml, 'NextVersionIdMarker') ?? '',
    };
  }
}

/** Of one key, or of the whole bucket. MinIO finds by exact key what it may have forgotten to list for a bucket. */
async function listUploads(s3: S3Client, bucket: string, key: string): Promise<UnfinishedUpload[]> {
  const found: UnfinishedUpload[] = [];
  let markers: Record<string, string> = {};
  for (;;) {
    const query = { uploads: '', 'encoding-type': 'url', prefix: key, ...markers };
    const { text: xml } = await s3.call({ method: 'GET', bucket, query });
    for (const inner of elements(xml, 'Upload')) {
      const upload = {
        key: decodeKey(elements(inner, 'Key')[0] ?? ''),
        uploadId: elementText(inner, 'UploadId') ?? '',
      };
      if (key === '' || upload.key === key) found.push(upload);
    }
    if (elementText(xml, 'IsTruncated') !== 'true') return found;
    markers = {
      'key-marker': decodeKey(elements(xml, 'NextKeyMarker')[0] ?? ''),
      'upload-id-marker': elementText(xml, 'NextUploadIdMarker') ?? '',
    };
  }
}

async function abortUploads(s3: S3Client, bucket: string, uploads: UnfinishedUpload[]): Promise<void> {
  for (const { key, uploadId } of uploads) {
    await s3.call({ method: 'DELETE', bucket, key, query: { uploadId } }).catch(ignoring('NoSuchUpload'));
  }
}

async function deleteVersions(s3: S3Client, bucket: string, versions: ObjectVersion[]): Promise<void> {
  const named = versions.filter((version) => isXmlText(version.key));
  for (let from = 0; from < named.length; from += deleteBatch) {
    await deleteTogether(s3, bucket, named.slice(from, from + deleteBatch));
  }
  for (const { key, versionId } of versions.filter((version) => !isXmlText(version.key))) {
    await s3
      .call({ method: 'DELETE', bucket, key, query: { versionId } })
      .catch(ignoring('NoSuchVersion', 'NoSuchKey'));
  }
}

async function deleteTogether(s3: S3Client, bucket: string, versions: ObjectVersion[]): Promise<void> {
  const list = versions.map(
    ({ key, versionId }) =>
      `<Object><Key>${escapeXml(key)}</Key><VersionId>${escapeXml(versionId)}</VersionId></Object>`,
  );
  const body = `<Delete><Quiet>true</Quiet>${list.join('')}</Delete>`;
  const headers = { 'content-md5': createHash('md5').update(body).digest('base64') };
  // Errors of single objects come in an answer that is 200 as a whole.
  const answer = await s3.call({
    method: 'POST',
    bucket,
    query: { delete: '' },
    headers,
    body,
    hasOwnErrors: true,
  });
  const failed = elements(answer.text, 'Error')
    .map((inner) => elementText(inner, 'Code') ?? '')
    .filter((code) => code !== 'NoSuchVersion' && code !== 'NoSuchKey');
  if (failed[0] !== undefined)
    throw unavailable(s3.kind, `${failed.length} objects were not deleted (${failed[0]})`);
}

/** A late put can land between the emptying and the removal: then once more. */
async function dropBucket(s3: S3Client, bucket: string): Promise<void> {
  for (let round = 1; ; round += 1) {
    await abortUploads(s3, bucket, await listUploads(s3, bucket, ''));
    const versions: ObjectVersion[] = [];
    for await (const version of listVersions(s3, bucket, '')) {
      versions.push(version);
      if (versions.length === deleteBatch) await deleteVersions(s3, bucket, versions.splice(0));
    }
    await deleteVersions(s3, bucket, versions);
    try {
      await s3.call({ method: 'DELETE', bucket });
      return;
    } catch (error) {
      if (!(error instanceof S3Error) || error.code !== 'BucketNotEmpty' || round === dropRounds) throw error;
    }
  }
}

/** Where a bucket goes must be said, except for the one region that must not be named. */
function locationBody(region: string): { body?: string } {
  if (region === 'us-east-1') return {};
  const location = escapeXml(region);
  return {
    body: `<CreateBucketConfiguration><LocationConstraint>${location}</LocationConstraint></CreateBucketConfiguration>`,
  };
}

function ignoring(...codes: string[]): (error: unknown) => void {
  return (error) => {
    if (!(error instanceof S3Error) || !codes.includes(error.code)) throw error;
  };
}

function ignoringMissing(error: unknown): void {
  if (!(error instanceof MissingContainerError)) throw error;
}
