import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { capabilities } from '../support/capabilities.ts';
import { docsFields, withFile } from '../support/docs.ts';
import { startFrodb } from '../support/frodb.ts';
import type { RunningFrodb } from '../support/frodb.ts';
import { until } from '../support/processes.ts';
import { makeSmallDisk } from '../support/small-disk.ts';
import type { SmallDisk } from '../support/small-disk.ts';

interface Answer {
  status: number;
  json: Record<string, unknown>;
}

let disk: SmallDisk;
let frodb: RunningFrodb | undefined;

beforeEach(() => {
  if (capabilities.mounts) disk = makeSmallDisk(700);
});
afterEach(async () => {
  await frodb?.stop();
  frodb = undefined;
  if (capabilities.mounts) disk.remove();
});

async function ask(method: string, path: string, body?: unknown): Promise<Answer> {
  if (!frodb) throw new Error('not started');
  const isForm = body instanceof FormData;
  const isBytes = body instanceof ReadableStream || body instanceof Blob;
  const init: RequestInit & { duplex?: 'half' } = {
    method,
    headers: {
      authorization: `Bearer ${frodb.key}`,
      ...(isForm || body === undefined
        ? {}
        : { 'content-type': isBytes ? 'application/octet-stream' : 'application/json' }),
    },
    ...(body === undefined ? {} : { body: isForm || isBytes ? body : JSON.stringify(body), duplex: 'half' }),
  };
  const response = await fetch(frodb.url + path, init);
  const text = await response.text();
  return { status: response.status, json: text === '' ? {} : (JSON.parse(text) as Answer['json']) };
}

async function started(limitMb: number): Promise<string> {
  frodb = await startFrodb(join(disk.path, 'data'), {
    FRODB_MIN_FREE_DISK_MB: String(limitMb),
    // Longer than a test may take: a full disk must not be waited for.
    FRODB_ENGINE_RETRY_SECONDS: '600',
  });
  expect((await ask('POST', '/collections', { name: 'docs', fields: docsFields })).status).toBe(201);
  const made = await ask('POST', '/collections/docs/records', withFile('estaiada'));
  expect(made.status).toBe(201);
  return `/collections/docs/records/${String(made.json['id'])}`;
}

const health = async (): Promise<Record<string, unknown>> => (await ask('GET', '/health/all')).json;
const isLow = async (): Promise<boolean> => (await health())['status'] === 'degraded';

/** All that adds. */
const additions = (record: string): [string, string, unknown][] => [
  ['POST', '/collections/docs/records', { title: 'x', body: 'A ponte.' }],
  ['POST', '/collections/docs/records', withFile('y')],
  ['POST', '/collections/docs/records:batch', [{ title: 'z' }]],
  ['PATCH', record, { body: 'Outra ponte.' }],
  ['POST', '/files?collection=docs&name=f.bin', new Blob([Buffer.alloc(5_000, 1)])],
  ['POST', '/collections', { name: 'more', fields: docsFields }],
  ['POST', '/databases', { name: 'more' }],
];

describe.skipIf(!capabilities.mounts)('a disk that fills up while FroDB runs', () => {
  test('refuses at once what adds, serves the rest, and recovers by itself', async () => {
    const record = await started(150);
    const second = await ask('POST', '/collections/docs/records', withFile('segunda'));
    expect(await health()).toMatchObject({ status: 'ok', disk: { wanted_mb: 150, low: false } });
    disk.fillTo(120);
    await until(isLow, 'health to say so', 5);
    const { disk: told } = await health();
    expect(told).toMatchObject({ low: true, wanted_mb: 150 });

    for (const [method, path, body] of additions(record)) {
      const answer = await ask(method, path, body);
      expect([method, path, answer.status, answer.json['code']]).toEqual([method, path, 507, 'disk_full']);
      expect(answer.json['detail']).toMatch(/1[12]\d MB free.*150 MB/);
    }
    expect((await ask('GET', record)).status).toBe(200);
    const found = await ask('POST', '/collections/docs/search', { query: 'ponte' });
    expect(found.json['results']).toHaveLength(2);
    expect((await ask('POST', '/collections/docs/query', {})).status).toBe(200);
    expect((await ask('DELETE', `/collections/docs/records/${String(second.json['id'])}`)).status).toBe(200);

    disk.free();
    await until(async () => !(await isLow()), 'health to be well again', 5);
    for (const [method, path, body] of additions(record)) {
      expect([method, path, (await ask(method, path, body)).status < 300]).toEqual([method, path, true]);
    }
  });

  test('a large upload is stopped before it takes the room that is left', async () => {
    await started(150);
    disk.fillTo(230);
    await until(async () => ((await health())['disk'] as { free_mb: number }).free_mb < 260, 'the look', 5);
    const file = new FormData();
    file.set('title', 'gross');
    file.set('file', new Blob([Buffer.alloc(120 * 1024 * 1024, 1)]), 'f.bin');
    // Its length is announced: refused before a byte of it is written.
    expect(await ask('POST', '/collections/docs/records', file)).toMatchObject({ status: 507 });
    // Its length is not: it is stopped on its way.
    const piece = Buffer.alloc(1024 * 1024, 1);
    let sent = 0;
    const endless = new ReadableStream<Uint8Array>({
      pull: (controller) => {
        if (++sent > 400) controller.close();
        else controller.enqueue(piece);
      },
    });
    const answer = await ask('POST', '/files?collection=docs&name=f.bin', endless);
    expect(answer).toMatchObject({ status: 507, json: { code: 'disk_full' } });
    expect(disk.freeMb()).toBeGreaterThan(50);
    disk.free();
    await until(async () => !(await isLow()), 'health to be well again', 5);
    expect((await ask('POST', '/files?collection=docs&name=f.bin', new Blob(['x']))).status).toBe(201);
  });

  test('an engine that finds no room at all is told as that, without waiting for it', async () => {
    const record = await started(0);
    disk.fillTo(0);
    const form = new FormData();
    form.set('title', 'gross');
    form.set('file', new Blob([Buffer.alloc(20 * 1024 * 1024, 1)]), 'f.bin');
    const answer = await ask('POST', '/collections/docs/records', form);
    expect(answer).toMatchObject({ status: 507, json: { code: 'disk_full' } });
    expect((await ask('GET', record)).status).toBe(200);
    disk.free();
    await until(
      async () =>
        (await ask('POST', '/collections/docs/records', { title: 'n', body: 'Ponte.' })).status === 201,
      'writing to work again',
      60,
    );
  });
});
