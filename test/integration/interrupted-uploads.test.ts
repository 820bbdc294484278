import { Readable } from 'node:stream';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { MultipartPart } from '../../gateway/contract/parts.ts';
import type { RecordTarget } from '../../gateway/features/records/service.ts';
import type { Collection } from '../../gateway/write/collection.ts';
import { faultPoints } from '../../gateway/write/env.ts';
import type { WriteEnv } from '../../gateway/write/env.ts';
import { ConnectionLostError } from '../../gateway/infra/postgres.ts';
import { newId } from '../../gateway/write/ids.ts';
import { findStaged } from '../../gateway/write/staged.ts';
import { expireWriteIntents, sweep } from '../../gateway/write/sweeper.ts';
import { faultPlan } from '../support/fault-points.ts';
import { openWorkspace, shortTimes, targetOf } from '../support/workspace.ts';

const { fault, at, abandonAt } = faultPlan();

let workspace: Awaited<ReturnType<typeof openWorkspace>>;
let docs: Collection;
let target: RecordTarget;

beforeAll(async () => {
  workspace = await openWorkspace({ fault });
  docs = await workspace.create({
    name: 'docs',
    fields: [
      { name: 'body', type: 'text', vectorize: true },
      { name: 'file', type: 'file' },
    ],
  });
  target = targetOf(docs);
});
afterAll(() => workspace.close());

async function* parts(content: string): AsyncGenerator<MultipartPart> {
  const stream = Readable.from([Buffer.from(content)]);
  yield { kind: 'file', field: 'file', name: 'f.txt', contentType: 'text/plain', stream };
}

async function stage(content: string): Promise<string> {
  const { body } = await workspace.uploads.stage(target, { parts: parts(content), query: {} });
  return (body as { id: string }).id;
}

function take(id: string): Promise<unknown> {
  return workspace.records.create(target, { json: { body: 'O rio corre.', file: { file_id: id } } });
}

/** The next gateway starts on the same stores. */
async function nextGateway(times = workspace.env.times): Promise<string[]> {
  const env: WriteEnv = { ...workspace.env, times, owner: newId(), fault: () => Promise.resolve() };
  await expireWriteIntents(env);
  await sweep(env);
  await sweep(env);
  return workspace.differences();
}

describe.each(faultPoints)('a gateway that dies at %s', (point) => {
  it('while it stages an upload leaves it whole or not at all', async () => {
    await abandonAt(point, () => stage('staged'));
    expect(await nextGateway()).toEqual([]);
  });

  it('while a record takes one leaves it to the record, or staged', async () => {
    const id = await stage('taken');
    await abandonAt(point, () => take(id));
    expect(await nextGateway()).toEqual([]);
    if (await findStaged(workspace.env.pg, id)) await take(id);
    const files = await workspace.env.pg.query('SELECT 1 FROM frodb.files WHERE id = $1', [id]);
    expect(files).toHaveLength(1);
    expect(await nextGateway()).toEqual([]);
  });
});

describe('an upload', () => {
  it('whose gateway was silent for too long is undone and says so', async () => {
    at('before-commit', async () => void (await nextGateway()));
    await expect(stage('late')).rejects.toMatchObject({ code: 'unavailable' });
    expect(await nextGateway()).toEqual([]);
  });

  it('that nobody takes in time is gone', async () => {
    const { env } = workspace;
    const usual = env.times;
    env.times = { ...shortTimes, stagedLeaseSeconds: 0.05 };
    const id = await stage('short');
    env.times = usual;
    await expect.poll(() => findStaged(env.pg, id)).toBeUndefined();
    await expect(take(id)).rejects.toMatchObject({ code: 'conflict', errors: [{ path: 'file' }] });
    expect(await nextGateway()).toEqual([]);
    const listed = await env.pg.query('SELECT 1 FROM frodb.intents WHERE id = $1', [id]);
    expect(listed).toHaveLength(0);
  });

  it('keeps its lease while it is taken, however short that was', async () => {
    const { env } = workspace;
    const id = await stage('held');
    await env.pg.query(`UPDATE frodb.intents SET lease_until = now() + interval '1 s' WHERE id = $1`, [id]);
    at('before-commit', async () => {
      const [row] = await env.pg.query<{ left: number }>(
        'SELECT extract(epoch FROM lease_until - now())::float8 AS left FROM frodb.intents WHERE id = $1',
        [id],
      );
      expect(row?.left).toBeGreaterThan(shortTimes.writeMaxSeconds - 5);
      expect(env.held.intents.has(id)).toBe(true);
    });
    await take(id);
    expect(env.held.intents.has(id)).toBe(false);
    expect(await nextGateway()).toEqual([]);
  });

  it('whose answer was lost on the way is staged once', async () => {
    const { env } = workspace;
    const { pg } = env;
    let losses = 1;
    env.pg = {
      ...pg,
      transaction: async (work) => {
        const result = await pg.transaction(work);
        if (losses-- > 0) throw new ConnectionLostError({ pid: 1, backendStart: null }, new Error('cut'));
        return result;
      },
    };
    const id = await stage('lost answer').finally(() => (env.pg = pg));
    await take(id);
    expect(await nextGateway()).toEqual([]);
  });
});
