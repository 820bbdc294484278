import type { Queryable } from '../../infra/postgres.ts';

/** Bytes of a portion: what one row keeps. */
const portionBytes = 1024 * 1024;

/** Keeps bytes for a job, as they come. */
export async function putBody(
  tx: Queryable,
  jobId: string,
  source: AsyncIterable<Uint8Array>,
): Promise<void> {
  let number = 0;
  for await (const bytes of portionsOf(source)) {
    await tx.query(
      'INSERT INTO frodb.job_bodies (job_id, number, bytes) VALUES ($1, $2, $3)',
      [jobId, number++, bytes],
      { name: 'job-body' },
    );
  }
}

/** The bytes that are kept for a job, a portion at a time. */
export async function* readBody(pg: Queryable, jobId: string): AsyncGenerator<Buffer, void> {
  for (let number = 0; ; number++) {
    const [row] = await pg.query<{ bytes: Buffer }>(
      'SELECT bytes FROM frodb.job_bodies WHERE job_id = $1 AND number = $2',
      [jobId, number],
      { name: 'job-body-read' },
    );
    if (!row) return;
    yield row.bytes;
  }
}

/** The same bytes in portions of one size; the last is smaller. */
async function* portionsOf(source: AsyncIterable<Uint8Array>): AsyncGenerator<Buffer> {
  let pieces: Uint8Array[] = [];
  let size = 0;
  for await (const piece of source) {
    for (let at = 0; at < piece.length;) {
      const part = piece.subarray(at, at + portionBytes - size);
      pieces.push(part);
      size += part.length;
      at += part.length;
      if (size < portionBytes) continue;
      yield Buffer.concat(pieces, size);
      pieces = [];
      size = 0;
    }
  }
  if (size > 0) yield Buffer.concat(pieces, size);
}
