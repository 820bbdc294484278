import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { withFile } from '../support/docs.ts';
import { testEngines } from '../support/engines.ts';
import type { TestEngines } from '../support/engines.ts';
import { startTestGateway } from '../support/gateway.ts';
import type { Reply, TestGateway } from '../support/gateway.ts';
import { FaultProxy } from '../support/proxy.ts';
import { quickTimes } from '../support/quick-times.ts';
import { openStoresAt } from '../support/stores.ts';

let engines: TestEngines;
let proxy: FaultProxy;
let stores: ReturnType<typeof openStoresAt>;
let gateway: TestGateway;

beforeAll(async () => {
  engines = await testEngines();
  proxy = await FaultProxy.before(engines.postgresUrl);
  stores = openStoresAt(engines);
  gateway = await startTestGateway({ ...engines, postgresUrl: proxy.url }, quickTimes);
  const fields = [
    { name: 'title', type: 'string', unique: true },
    { name: 'body', type: 'text', vectorize: true },
    { name: 'year', type: 'int', filterable: true },
    { name: 'file', type: 'file', extract_config: { extract_text: false } },
  ];
  expect((await gateway.ask('POST', '/collections', { name: 'docs', fields })).status).toBe(201);
  const plain = { name: 'plain', fields: [{ name: 'title', type: 'string' }] };
  expect((await gateway.ask('POST', '/collections', plain)).status).toBe(201);
});
afterAll(async () => {
  await gateway.close();
  await stores.close();
  await proxy.close();
  await engines.drop();
});

let n = 0;
let kept: { id: string; title: string };

beforeEach(async () => {
  kept = { id: '', title: `kept-${n++}` };
  const { json } = await gateway.ask('POST', '/collections/docs/records', {
    title: kept.title,
    body: 'O rio corre.',
    year: 1,
  });
  kept.id = String(json['id']);
});

interface Write {
  /** Sends it; `title` is not taken yet. */
  send: (title: string) => Promise<Reply>;
  /** Whether its effect is there. */
  isDone: (title: string) => Promise<boolean>;
}

async function has(title: string, collection = 'docs'): Promise<boolean> {
  const { json } = await gateway.ask('POST', `/collections/${collection}/query`, { filters: { title } });
  return json['total'] === 1;
}

const writes: Record<string, Write> = {
  'a create without an intent': {
    send: (title) => gateway.ask('POST', '/collections/docs/records', { title }),
    isDone: has,
  },
  'a create that others could have joined': {
    send: (title) => gateway.ask('POST', '/collections/plain/records', { title }),
    isDone: (title) => has(title, 'plain'),
  },
  'a create with points and a file': {
    send: (title) => gateway.ask('POST', '/collections/docs/records', withFile(title)),
    isDone: has,
  },
  'a patch with points': {
    send: (title) => gateway.ask('PATCH', `/collections/docs/records/${kept.id}`, { title, year: 2 }),
    isDone: has,
  },
  'a patch that puts nothing': {
    send: (title) => gateway.ask('PATCH', `/collections/docs/records/${kept.id}`, { title }),
    isDone: has,
  },
  'a batch': {
    send: (title) =>
      gateway.ask('POST', '/collections/docs/records:batch', [
        { title, body: 'Um.' },
        { title: `${title}-b`, body: 'Dois.' },
      ]),
    isDone: async (title) => (await has(title)) && (await has(`${title}-b`)),
  },
  'a delete': {
    send: () => gateway.ask('DELETE', `/collections/docs/records/${kept.id}`),
    isDone: async () => !(await has(kept.title)),
  },
  'a delete of many': {
    send: () => gateway.ask('POST', '/collections/docs/records:delete', { ids: [kept.id] }),
    isDone: async () => !(await has(kept.title)),
  },
};

/** Every commit of records is a prepared statement of such a name. */
const commit = 'commit-';

describe.each(Object.entries(writes))('when the connection breaks in the commit of %s', (_, write) => {
  it('and the commit got through, it has succeeded', async () => {
    const { met } = proxy.next(commit, 'lose-answer');
    const [reply] = await Promise.all([write.send(`a-${n}`), met]);
    expect(reply.status).toBeLessThan(300);
    expect(await write.isDone(`a-${n}`)).toBe(true);
    expect(await stores.settled()).toEqual([]);
  });

  it('and the commit got lost, it is refused with 503 and nothing of it is there', async () => {
    const { met } = proxy.next(commit, 'lose-request');
    const [reply] = await Promise.all([write.send(`l-${n}`), met]);
    expect(reply.status).toBe(503);
    expect(await write.isDone(`l-${n}`)).toBe(false);
    expect(await stores.settled()).toEqual([]);
  });

  it('and the commit arrives after it was refused, nothing of it is there', async () => {
    const { met, breakOff, release } = proxy.next(commit, 'hold');
    const sending = write.send(`h-${n}`);
    await met;
    breakOff();
    expect((await sending).status).toBe(503);
    await release();
    expect(await write.isDone(`h-${n}`)).toBe(false);
    expect(await stores.settled()).toEqual([]);
  });
});

describe('when the connection breaks in the commit of a collection', () => {
  const fields = [
    { name: 'body', type: 'text', vectorize: true },
    { name: 'file', type: 'file' },
  ];
  const create = (name: string): Promise<Reply> => gateway.ask('POST', '/collections', { name, fields });
  const drop = (name: string): Promise<Reply> => gateway.ask('DELETE', `/collections/${name}`);
  const status = async (name: string): Promise<number> =>
    (await gateway.ask('GET', `/collections/${name}`)).status;

  it.each(['lose-answer', 'lose-request', 'hold'] as const)(
    'its create tells what is true (%s)',
    async (mishap) => {
      const { met, breakOff, release } = proxy.next('COMMIT', mishap, {
        after: 'INSERT INTO frodb.collections',
      });
      const creating = create(`created_${n}`);
      await met;
      if (mishap === 'hold') breakOff();
      const isDone = mishap === 'lose-answer';
      expect((await creating).status).toBe(isDone ? 201 : 503);
      if (mishap === 'hold') await release();
      expect(await status(`created_${n}`)).toBe(isDone ? 200 : 404);
      expect(await stores.settled()).toEqual([]);
    },
  );

  it.each(['lose-answer', 'lose-request', 'hold'] as const)(
    'its drop tells what is true (%s)',
    async (mishap) => {
      expect((await create(`dropped_${n}`)).status).toBe(201);
      const { met, breakOff, release } = proxy.next('COMMIT', mishap, { after: 'DROP TABLE' });
      const dropping = drop(`dropped_${n}`);
      await met;
      if (mishap === 'hold') breakOff();
      const isDone = mishap === 'lose-answer';
      expect((await dropping).status).toBe(isDone ? 204 : 503);
      if (mishap === 'hold') await release();
      expect(await status(`dropped_${n}`)).toBe(isDone ? 404 : 200);
      expect(await stores.settled()).toEqual([]);
    },
  );
});
