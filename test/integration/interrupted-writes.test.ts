import { Readable } from 'node:stream';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { MultipartPart } from '../../gateway/contract/parts.ts';
import { AppError } from '../../gateway/errors.ts';
import { faultPoints } from '../../gateway/write/env.ts';
import type { WriteEnv } from '../../gateway/write/env.ts';
import type { Collection } from '../../gateway/write/collection.ts';
import { newId } from '../../gateway/write/ids.ts';
import { expireWriteIntents, sweep } from '../../gateway/write/sweeper.ts';
import { faultPlan } from '../support/fault-points.ts';
import { openWorkspace, targetOf } from '../support/workspace.ts';

const { fault, at, abandonAt } = faultPlan();

let workspace: Awaited<ReturnType<typeof openWorkspace>>;
let docs: Collection;

beforeAll(async () => {
  workspace = await openWorkspace({ fault });
  docs = await workspace.create({
    name: 'docs',
    fields: [
      { name: 'title', type: 'string', unique: true },
      { name: 'body', type: 'text', vectorize: true },
      { name: 'year', type: 'int', filterable: true },
      { name: 'file', type: 'file' },
    ],
  });
});
afterAll(() => workspace.close());

interface Saved {
  id: string;
  revision: string;
}

let written = 0;
function body(): { parts: AsyncIterable<MultipartPart> } {
  const title = `t${written++}`;
  return { parts: multipart(title) };
}

async function* multipart(title: string): AsyncGenerator<MultipartPart> {
  yield { kind: 'value', name: 'title', text: title };
  yield { kind: 'value', name: 'body', text: `O rio ${title} corre para o mar.` };
  yield {
    kind: 'file',
    field: 'file',
    name: 'f.bin',
    contentType: 'application/octet-stream',
    stream: Readable.from([Buffer.alloc(1_000, 7)]),
  };
}

async function create(): Promise<Saved> {
  return (await workspace.records.create(targetOf(docs), body())).body as unknown as Saved;
}

/** The next gateway starts on the same stores: all leases are void, what no row references is collected. */
async function nextGateway(): Promise<string[]> {
  const env: WriteEnv = { ...workspace.env, owner: newId(), fault: () => Promise.resolve() };
  await expireWriteIntents(env);
  await sweep(env);
  await sweep(env);
  return workspace.differences();
}

async function countRecords(): Promise<number> {
  return (await workspace.records.query(docs, { limit: 1 })).total ?? -1;
}

describe('a gateway that dies at', () => {
  for (const point of faultPoints) {
    it(`${point} leaves whole records and nothing else`, async () => {
      const kept = await create();
      const before = await countRecords();
      await abandonAt(point, create);
      const afterCreate = await countRecords();
      expect([before, before + 1]).toContain(afterCreate);
      await abandonAt(point, () =>
        workspace.records.patch(targetOf(docs), kept.id, { json: { year: 9, body: 'Outro texto.' } }),
      );
      await abandonAt(point, () => workspace.records.patch(targetOf(docs), kept.id, body()));
      await abandonAt(point, () =>
        workspace.records.createBatch(
          targetOf(docs),
          {
            records: [
              { title: newId(), body: 'a b' },
              { title: newId(), body: 'c' },
            ],
          },
          'whole',
        ),
      );
      await abandonAt(point, () => workspace.records.remove(targetOf(docs), kept.id));
      expect(await nextGateway()).toEqual([]);
    });
  }

  it.each(['after-round', 'after-points', 'after-commit'] as const)(
    '%s leaves a batch of 10,000 whole or not at all',
    async (point) => {
      const before = await countRecords();
      const lines = Array.from({ length: 10_000 }, (_, n) =>
        JSON.stringify({ title: newId(), body: `O rio ${n} corre.`, year: n }),
      );
      const ndjson = Readable.from([Buffer.from(lines.join('\n'))]);
      const write = () => workspace.records.createBatch(targetOf(docs), { ndjson, size: 0 }, 'whole');
      expect(await abandonAt(point, write)).toBe(true);
      expect(await countRecords()).toBe(point === 'after-commit' ? before + 10_000 : before);
      expect(await nextGateway()).toEqual([]);
    },
  );
});

describe('a batch of 10,000', () => {
  it('that fails in the middle of its commit leaves nothing', async () => {
    const before = await countRecords();
    const records = Array.from({ length: 10_000 }, (_, n) => ({ title: newId(), body: `O rio ${n} corre.` }));
    at('during-commit', () => Promise.reject(new Error('the plug')));
    const write = workspace.records.createBatch(targetOf(docs), { records }, 'whole');
    await expect(write).rejects.toThrow('the plug');
    expect(await countRecords()).toBe(before);
    expect(await nextGateway()).toEqual([]);
  });

  it('is written whole by the slices of its commit', async () => {
    const before = await countRecords();
    const records = Array.from({ length: 10_000 }, (_, n) => ({ title: newId(), body: `O rio ${n} corre.` }));
    const made = await workspace.records.createBatch(targetOf(docs), { records }, 'whole');
    expect(await countRecords()).toBe(before + 10_000);
    const ids = (made.body as { records: Saved[] }).records.map(({ id }) => id);
    await workspace.records.removeMany(targetOf(docs), ids);
    expect(await countRecords()).toBe(before);
    expect(await nextGateway()).toEqual([]);
  });
});

describe('a write whose', () => {
  it('lease ran out while it was put is undone and says so', async () => {
    at('before-commit', async () => void (await nextGateway()));
    await expect(create()).rejects.toMatchObject({ code: 'unavailable' });
    expect(await nextGateway()).toEqual([]);
  });

  it('points arrive after their roll-back leaves none of them', async () => {
    at('after-round', expireAndSweepOnce);
    await expect(create()).rejects.toMatchObject({ code: 'unavailable' });
    expect(await nextGateway()).toEqual([]);
  });

  it('record is changed by another first keeps both changes and the file', async () => {
    const saved = await create();
    at(
      'before-commit',
      async () => void (await workspace.records.patch(targetOf(docs), saved.id, { json: { year: 3 } })),
    );
    const file: MultipartPart = {
      kind: 'file',
      field: 'file',
      name: 'g.bin',
      contentType: 'x/y',
      stream: Readable.from([Buffer.from('neu')]),
    };
    async function* parts(): AsyncGenerator<MultipartPart> {
      yield file;
    }
    await workspace.records.patch(targetOf(docs), saved.id, { parts: parts() });
    expect(await workspace.records.get(docs, saved.id)).toMatchObject({
      year: 3,
      file: { name: 'g.bin', size: 3 },
    });
    expect(await nextGateway()).toEqual([]);
  });

  it('record is deleted first answers 404 and leaves nothing', async () => {
    const saved = await create();
    at('before-commit', async () => void (await workspace.records.remove(targetOf(docs), saved.id)));
    const patch = workspace.records.patch(targetOf(docs), saved.id, { json: { body: 'Tarde demais.' } });
    await expect(patch).rejects.toMatchObject({ code: 'not_found' });
    expect(await nextGateway()).toEqual([]);
  });

  it('engine is down fails with 503 and no trace', async () => {
    const down: WriteEnv['vectors'] = {
      ...workspace.env.vectors,
      upsert: () => Promise.reject(new AppError('unavailable', 'qdrant is down')),
    };
    const { vectors } = workspace.env;
    workspace.env.vectors = down;
    await expect(create()).rejects.toMatchObject({ code: 'unavailable' });
    workspace.env.vectors = vectors;
    expect(await nextGateway()).toEqual([]);
  });

  it('record is searched meanwhile is found at every moment', async () => {
    const saved = await create();
    const find = async (): Promise<number> => {
      const found = await workspace.search.search(docs, { query: 'rio corre mar', limit: 100, offset: 0 });
      return found.results.filter(({ id }) => id === saved.id).length;
    };
    at('before-commit', async () => expect(await find()).toBe(1));
    await workspace.records.patch(targetOf(docs), saved.id, { json: { year: 4 } });
    expect(await find()).toBe(1);
  });
});

async function expireAndSweepOnce(): Promise<void> {
  const env: WriteEnv = { ...workspace.env, owner: newId(), fault: () => Promise.resolve() };
  await expireWriteIntents(env);
  await sweep(env);
}
