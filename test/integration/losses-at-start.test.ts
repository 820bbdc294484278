import { Readable } from 'node:stream';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { testEngines } from '../support/engines.ts';
import type { TestEngines } from '../support/engines.ts';
import { startTestGateway } from '../support/gateway.ts';
import type { Reply, TestGateway } from '../support/gateway.ts';
import { openStoresAt } from '../support/stores.ts';

/*
 * What a store has lost while FroDB did not run, or because it ended without order: put again before FroDB says that it
 * is ready, or marked.
 */

const settings = {
  FRODB_GARBAGE_DELAY_SECONDS: '0.01',
  FRODB_SWEEP_INTERVAL_SECONDS: '0.2',
  FRODB_ROLLED_BACK_RESWEEP_SECONDS: '0.2',
};
const at = '/collections/docs';

let engines: TestEngines;
let gateway: TestGateway;
let stores: ReturnType<typeof openStoresAt>;
let index: string;
let bucket: string;

beforeEach(async () => {
  engines = await testEngines();
  gateway = await startTestGateway(engines, settings);
  stores = openStoresAt(engines);
  const created = await gateway.ask('POST', '/collections', {
    name: 'docs',
    fields: [
      { name: 'title', type: 'string', vectorize: true, filterable: true },
      { name: 'body', type: 'text', vectorize: true },
      { name: 'year', type: 'int', filterable: true },
      { name: 'seen', type: 'datetime', filterable: true },
      { name: 'tags', type: 'array', items: { type: 'string' }, filterable: true },
      {
        name: 'rows',
        type: 'array',
        filterable: true,
        schema: [
          { name: 'code', type: 'string' },
          { name: 'n', type: 'float' },
        ],
      },
      { name: 'file', type: 'file', vectorize: true },
    ],
  });
  expect([created.status, created.text]).toEqual([201, expect.anything()]);
  await readNames();
});
afterEach(async () => {
  await gateway.ask('DELETE', at);
  await stores.close();
  await gateway.close();
  await engines.drop();
});

async function readNames(): Promise<void> {
  const [row] = await stores.pg.query<{ index: string; bucket: string }>(
    'SELECT qdrant_collection AS index, bucket FROM frodb.collections',
  );
  index = row?.index ?? '';
  bucket = row?.bucket ?? '';
}

const record = {
  title: 'O rio corre',
  year: 7,
  seen: '2024-02-29T10:00:00.123+02:00',
  tags: ['a', 'b'],
  rows: [
    { code: 'x', n: 1.5 },
    { code: 'y', n: null },
  ],
};

async function add(fields: object = record): Promise<string> {
  const saved = await gateway.ask('POST', `${at}/records`, fields);
  expect([saved.status, saved.text]).toEqual([201, expect.anything()]);
  return String(saved.json['id']);
}

async function addFile(text: string): Promise<{ id: string; key: string; fileId: string }> {
  const body = new FormData();
  body.set('title', 'Um ficheiro');
  body.set('file', new Blob([text], { type: 'text/plain' }), 'a.txt');
  const saved = await gateway.ask('POST', `${at}/records`, body);
  expect([saved.status, saved.text]).toEqual([201, expect.anything()]);
  const file = saved.json['file'] as { id: string };
  return { id: String(saved.json['id']), key: `${file.id}/a.txt`, fileId: file.id };
}

/** `unclean`: as after a pulled plug. `meanwhile` is what happens to the stores. */
async function restart(end: 'in order' | 'unclean', meanwhile: () => Promise<unknown>): Promise<void> {
  await gateway.close();
  await meanwhile();
  if (end === 'unclean') await stores.pg.query('UPDATE frodb.repository SET ended_at = NULL');
  gateway = await startTestGateway(engines, settings);
}

async function found(query: string, filters?: object): Promise<string[]> {
  const reply = await gateway.ask('POST', `${at}/search`, { query, ...(filters ? { filters } : {}) });
  expect([reply.status, reply.text]).toEqual([200, expect.anything()]);
  return (reply.json['results'] as { id: string }[]).map(({ id }) => id);
}

const health = (): Promise<Reply> => gateway.ask('GET', '/health/all');

async function expectWell(): Promise<void> {
  expect((await health()).json).toMatchObject({ status: 'ok', losses: [] });
  expect(await stores.settled()).toEqual([]);
}

/** Every filter that Qdrant answers finds the record, and others do not. */
async function expectFiltered(id: string): Promise<void> {
  for (const filters of [
    { title: 'O rio corre' },
    { year: { $lt: 8 } },
    { seen: '2024-02-29T08:00:00.123Z' },
    { tags: { $contains: 'b' } },
    { 'rows.code': 'y' },
    { 'rows.n': { $gte: 1.5 } },
  ]) {
    expect([filters, await found('rio', filters)]).toEqual([filters, [id]]);
  }
  for (const filters of [{ year: 8 }, { tags: { $contains: 'c' } }, { 'rows.code': 'z' }])
    expect(await found('rio', filters)).toEqual([]);
}

describe.each(['in order', 'unclean'] as const)('after an end that was %s', (end) => {
  it('a lost search index is whole before FroDB is ready', async () => {
    const id = await add();
    const { id: withFile } = await addFile('A lontra nada no ribeiro.');
    await restart(end, () => stores.vectors.dropCollection(index));
    await expectFiltered(id);
    expect(await found('lontra')).toEqual([withFile]);
    expect((await gateway.ask('POST', `${at}/records`, record)).status).toBe(201);
    expect(await found('rio')).toHaveLength(2);
    await expectWell();
  });

  it('a lost bucket is there again, its files are marked, and new ones work', async () => {
    const { id, fileId } = await addFile('A lontra nada.');
    await restart(end, () => stores.objects.dropBucket(bucket));
    const lost = await gateway.ask('GET', `/files/${fileId}`);
    expect([lost.status, lost.json['code']]).toEqual([410, 'file_lost']);
    expect((await health()).json).toMatchObject({
      status: 'degraded',
      losses: [{ database: 'default', collection: 'docs', what: 'files', count: 1 }],
    });
    expect((await gateway.ask('GET', `${at}/records/${id}`)).json).toMatchObject({
      file: { lost: { reason: 'missing' } },
    });
    expect(await found('lontra')).toEqual([id]);
    const other = await addFile('Outra.');
    expect((await gateway.ask('GET', `/files/${other.fileId}`)).text).toBe('Outra.');
    const body = new FormData();
    body.set('file', new Blob(['nova'], { type: 'text/plain' }), 'a.txt');
    expect((await gateway.ask('PATCH', `${at}/records/${id}`, body)).status).toBe(200);
    await expectWell();
  });
});

describe('after an end without order', () => {
  it('points that are missing are put again', async () => {
    const id = await add();
    const others = await Promise.all([add(), add({ ...record, body: 'O mar. '.repeat(3_000) })]);
    const points = await pointsOf([id, ...others]);
    expect(points.length).toBeGreaterThan(10);
    await restart('unclean', () => stores.vectors.deletePoints(index, points));
    expect((await found('rio')).toSorted()).toEqual([id, ...others].toSorted());
    expect(await found('mar')).toEqual([others[1]]);
    await gateway.ask('POST', `${at}/records:delete`, { ids: others });
    await expectFiltered(id);
    await expectWell();
  });

  it('points of older writes that are missing are put again too', async () => {
    const ids = await Promise.all([add(), add(), add()]);
    await stores.pg.query(`UPDATE frodb.events SET at = at - interval '1 hour'`);
    const last = await add();
    const points = await pointsOf(ids);
    await restart('unclean', () => stores.vectors.deletePoints(index, points.slice(1)));
    expect(await found('rio')).toHaveLength(4);
    expect(await found('rio')).toContain(last);
    await expectWell();
  });

  it('files that are gone or have other bytes are marked', async () => {
    const files = [
      await addFile('Um.'),
      await addFile('Dois.'),
      await addFile('Três.'),
      await addFile('Mais'),
    ];
    const [gone, cut, changed, whole] = files as Required<typeof files>[number][];
    await restart('unclean', async () => {
      for (const file of [gone, cut, changed]) await stores.objects.delete(bucket, [file?.key ?? '']);
      await stores.objects.put(bucket, cut?.key ?? '', Readable.from([Buffer.from('D')]));
      await stores.objects.put(bucket, changed?.key ?? '', Readable.from([Buffer.alloc(6)]));
    });
    const status = async (file?: { fileId: string }) =>
      (await gateway.ask('GET', `/files/${file?.fileId ?? ''}`)).status;
    expect([await status(gone), await status(cut), await status(changed), await status(whole)]).toEqual([
      410, 410, 410, 200,
    ]);
    expect((await health()).json).toMatchObject({
      status: 'degraded',
      losses: [{ what: 'files', count: 3 }],
    });
    await stores.objects.delete(bucket, [cut?.key ?? '', changed?.key ?? '']);
    for (const [file, text] of [
      [gone, 'Um.'],
      [cut, 'Dois.'],
      [changed, 'Três.'],
    ] as const)
      await stores.objects.put(bucket, file?.key ?? '', Readable.from([Buffer.from(text)]));
    await expect.poll(async () => (await health()).json['status'], { timeout: 10_000 }).toBe('ok');
    expect(await status(cut)).toBe(200);
    await expectWell();
  });

  it('what was deleted and is there again is deleted once more', async () => {
    const { id, key } = await addFile('A lontra nada.');
    const [point = ''] = await pointsOf([id]);
    expect((await gateway.ask('DELETE', `${at}/records/${id}`)).status).toBe(200);
    expect(await stores.settled()).toEqual([]);
    await restart('unclean', async () => {
      await stores.objects.put(bucket, key, Readable.from([Buffer.from('A lontra nada.')]));
      const vectors = { text: JSON.stringify({ indices: [1], values: [1] }) };
      await stores.vectors.upsert(index, [{ id: point, vectors, payload: {} }]);
    });
    await expectWell();
  });

  it('points that nothing stands for are deleted', async () => {
    await add();
    await restart('unclean', async () => {
      const vectors = { text: JSON.stringify({ indices: [1], values: [1] }) };
      const points = ['01a22d64-1a6d-800c-8b63-3f4c4789bc2f', '01a22d64-1a6d-800c-8b63-3f4c4789bc2e'];
      await stores.vectors.upsert(
        index,
        points.map((id) => ({ id, vectors, payload: {} })),
      );
    });
    await expectWell();
  });

  it('a rebuild that was broken off goes on, and leaves nothing of its first try', async () => {
    const id = await add();
    await stores.pg.query(
      'INSERT INTO frodb.rebuilds (collection_id, passages) SELECT id, 1 FROM frodb.collections',
    );
    await restart('unclean', () => stores.vectors.dropCollection(index));
    expect(await found('rio')).toEqual([id]);
    const before = index;
    await readNames();
    expect(index).not.toBe(before);
    // The next one was being made when the plug was pulled: its intent names what is there.
    const next = index.replace(/\d+$/, (n) => String(Number(n) + 1));
    await restart('unclean', async () => {
      await stores.vectors.dropCollection(index);
      await stores.vectors.createCollection(next, { indexes: [] });
      await stores.pg.query(
        `INSERT INTO frodb.intents (id, kind, owner, lease_until, collection_id, qdrant_collection)
         SELECT gen_random_uuid(), 'collection', gen_random_uuid(), now(), id, $1 FROM frodb.collections`,
        [next],
      );
    });
    expect(await found('rio')).toEqual([id]);
    await expectWell();
    expect(await stores.vectors.collections()).not.toContain(next);
    expect(await found('rio')).toEqual([id]);
  });
});

it('after an end in order nothing is compared', async () => {
  const [point = ''] = await pointsOf([await add()]);
  await restart('in order', () => stores.vectors.deletePoints(index, [point]));
  expect(gateway.logLines.some(({ msg }) => /compared/.test(String(msg)))).toBe(false);
  await restart('unclean', () => Promise.resolve());
  expect(gateway.logLines.some(({ msg }) => /compared/.test(String(msg)))).toBe(true);
  expect(await found('rio')).toHaveLength(1);
  await expectWell();
});

it('a large index is put again in portions', async () => {
  const records = Array.from({ length: 3_000 }, (_, year) => ({ ...record, title: `rio ${year}`, year }));
  expect((await gateway.ask('POST', `${at}/records:batch`, records)).status).toBe(201);
  await restart('in order', () => stores.vectors.dropCollection(index));
  await expect
    .poll(async () => (await gateway.ask('POST', `${at}/search`, { query: 'rio' })).status)
    .toBe(200);
  await readNames();
  expect(await stores.vectors.count(index)).toBe(3_000);
  expect(await found('rio', { year: 2_999 })).toHaveLength(1);
  await expectWell();
});

it('two gateways never search a part of an index, and both go on writing', async () => {
  const records = Array.from({ length: 1_000 }, (_, year) => ({ ...record, title: `rio ${year}`, year }));
  expect((await gateway.ask('POST', `${at}/records:batch`, records)).status).toBe(201);
  const other = await startTestGateway(engines, settings);
  const search = { query: 'rio', filters: { year: { $lt: 50 } }, limit: 100 };
  const askBoth = (): Promise<Reply[]> =>
    Promise.all([gateway, other].map(({ ask }) => ask('POST', `${at}/search`, search)));
  await stores.vectors.dropCollection(index);
  let isWhole = false;
  let refused = 0;
  while (!isWhole) {
    const replies = await askBoth();
    for (const { status, json } of replies) {
      if (status === 503) refused++;
      else expect([status, json['total']]).toEqual([200, 50]);
    }
    isWhole = replies.every(({ status }) => status === 200);
  }
  expect(refused).toBeGreaterThan(0);
  for (const { ask } of [gateway, other])
    expect((await ask('POST', `${at}/records`, { ...record, year: 1 })).status).toBe(201);
  for (const { json } of await askBoth()) expect(json['total']).toBe(52);
  await expectWell();
  await other.close();
});

async function pointsOf(ids: string[]): Promise<string[]> {
  const points: string[] = [];
  for (const id of ids) {
    const { json } = await gateway.ask('GET', `${at}/records/${id}/vectors`);
    points.push(...(json['vectors'] as { id: string }[]).map((vector) => vector.id));
  }
  return points;
}
