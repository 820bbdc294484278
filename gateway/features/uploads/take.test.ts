import { mkdtemp, readFile, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { DocumentError } from '../../documents/index.ts';
import type { DocumentClient } from '../../documents/index.ts';
import { createIngest } from '../../ingest/index.ts';
import type { IngestDeps } from '../../ingest/index.ts';
import { MissingObjectError } from '../../infra/objects.ts';
import { parseSchema } from '../../schema/parse.ts';
import type { StagedUpload } from '../../write/staged.ts';
import type { RoundContext } from '../../write/index.ts';
import { createTaker } from './take.ts';
import type { UploadDeps } from './taken-file.ts';

const upload: StagedUpload = {
  id: 'f1',
  key: 'f1/a.txt',
  name: 'a.txt',
  size: 5,
  contentType: 'text/plain',
  sha256: '',
};
const schema = parseSchema({ name: 'papers', fields: [{ name: 'doc', type: 'file', vectorize: true }] });
const round = {
  collection: { schema, bucket: 'b' },
  staged: new Map([[upload.id, upload]]),
} as unknown as RoundContext;
const input = { files: { doc: [{ file_id: upload.id }] }, at: '[2]' } as unknown as Parameters<
  ReturnType<typeof createTaker>['take']
>[0];
const done: Awaited<ReturnType<DocumentClient['extract']>> = {
  status: 'done',
  pages: 0,
  warnings: [],
  chunks: [],
};

let tempDir: string;
beforeEach(async () => void (tempDir = await mkdtemp(join(tmpdir(), 'frodb-take-'))));
afterEach(() => rm(tempDir, { recursive: true, force: true }));

/** The taker of a store that gives these bytes and a reader that does this. */
function taker(extract: DocumentClient['extract'], get = (): Promise<Readable> => bytes('bytes')) {
  const env = {
    times: { writeMaxSeconds: 60, engineRetrySeconds: 0 },
    objects: { kind: 'minio', get: async () => ({ body: await get() }) },
  };
  const stats = { of: () => Promise.resolve({ records: 0, languages: new Map() }) };
  const ingest = createIngest({ documents: { extract }, stats } as unknown as IngestDeps);
  return createTaker({ env, tempDir, ingest } as unknown as UploadDeps);
}

function bytes(content: string): Promise<Readable> {
  return Promise.resolve(Readable.from([Buffer.from(content)]));
}

describe('taking a staged upload', () => {
  it('reads its text once, from a copy that is gone afterwards, however many rounds there are', async () => {
    const read: string[] = [];
    const { take } = taker(async ({ path }) => {
      read.push(await readFile(path, 'utf8'));
      return done;
    });
    const rounds = [await take(input, round), await take(input, round)];
    expect(rounds.map((taken) => taken.get('f1')?.extraction.status)).toEqual(['done', 'done']);
    expect(read).toEqual(['bytes']);
    expect(await readdir(tempDir)).toEqual([]);
  });

  it('is not refused for a reading that was cancelled', async () => {
    const { take } = taker(() => Promise.reject(new DocumentError('cancelled', 'cancelled')));
    await expect(take(input, round)).rejects.toMatchObject({ code: 'unavailable' });
  });

  it('names the record and field of a document that can not be read', async () => {
    const { take } = taker(() => Promise.reject(new DocumentError('encrypted', 'It is locked.')));
    const errors = [{ path: '[2].doc', code: 'document_encrypted' }];
    await expect(take(input, round)).rejects.toMatchObject({ code: 'invalid_input', errors });
    expect(await readdir(tempDir)).toEqual([]);
  });

  it('is a conflict when its bytes have just gone', async () => {
    const gone = (): Promise<Readable> => Promise.reject(new MissingObjectError('b', upload.key));
    const { take } = taker(() => Promise.resolve(done), gone);
    await expect(take(input, round)).rejects.toMatchObject({
      code: 'conflict',
      errors: [{ path: '[2].doc' }],
    });
  });

  it('is unavailable when the store breaks off', async () => {
    const { take } = taker(
      () => Promise.resolve(done),
      () => Promise.resolve(Readable.from(broken())),
    );
    await expect(take(input, round)).rejects.toMatchObject({ code: 'unavailable' });
  });
});

async function* broken(): AsyncGenerator<Buffer> {
  yield Buffer.from('by');
  throw Object.assign(new Error('aborted'), { code: 'ECONNRESET' });
}
