import { Readable } from 'node:stream';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { MultipartPart } from '../../gateway/contract/parts.ts';
import type { Collection } from '../../gateway/write/collection.ts';
import { sweep } from '../../gateway/write/sweeper.ts';
import { openWorkspace, targetOf } from '../support/workspace.ts';

let workspace: Awaited<ReturnType<typeof openWorkspace>>;
let notes: Collection;

beforeAll(async () => {
  workspace = await openWorkspace();
  notes = await workspace.create({
    name: 'notes',
    fields: [
      { name: 'code', type: 'string', unique: true },
      { name: 'body', type: 'text', vectorize: true },
      { name: 'year', type: 'int', filterable: true },
      { name: 'seen_at', type: 'datetime' },
      { name: 'tags', type: 'array', items: { type: 'string' } },
      { name: 'extra', type: 'json' },
      { name: 'photo', type: 'file' },
      { name: 'scans', type: 'file', multiple: true },
    ],
  });
});
afterAll(() => workspace.close());

interface Saved {
  id: string;
  revision: string;
  [field: string]: unknown;
}

async function create(json: object): Promise<Saved> {
  return (await workspace.records.create(targetOf(notes), { json })).body as Saved;
}

async function* parts(...given: MultipartPart[]): AsyncGenerator<MultipartPart> {
  yield* given;
}

function filePart(field: string, name: string, content: string): MultipartPart {
  return {
    kind: 'file',
    field,
    name,
    contentType: 'text/plain',
    stream: Readable.from([Buffer.from(content)]),
  };
}

async function find(query: string, more: object = {}): Promise<string[]> {
  const found = await workspace.search.search(notes, { query, limit: 10, offset: 0, ...more });
  return found.results.map(({ id }) => id);
}

async function settled(): Promise<string[]> {
  await sweep(workspace.env);
  await sweep(workspace.env);
  return workspace.differences();
}

describe('records', () => {
  it('are read back as they were sent, and found', async () => {
    const sent = {
      code: 'A-1',
      body: 'A medição da turbidez do rio Açu subiu depois da chuva.',
      year: 2026,
      seen_at: '2026-11-24T10:00:00.123Z',
      tags: ['água', 'chuva'],
      extra: { deep: [1, 2, { x: null }] },
    };
    const saved = await create(sent);
    expect(saved).toMatchObject(sent);
    expect(await workspace.records.get(notes, saved.id)).toEqual(saved);
    expect(await find('turbidez')).toEqual([saved.id]);
    expect(await find('chuvas', { filters: { year: { $gte: 2026 } } })).toEqual([saved.id]);
    expect(await find('turbidez', { filters: { year: 2025 } })).toEqual([]);
    expect(await find('turbidez', { filters: { code: 'A-1' } })).toEqual([saved.id]);
  });

  it('move to new points when a filter field changes, and keep their chunks', async () => {
    const saved = await create({ code: 'B-1', body: 'Sedimentos finos na margem direita.', year: 1 });
    const patched = await workspace.records.patch(targetOf(notes), saved.id, { json: { year: 2 } });
    expect(patched.body).toMatchObject({ year: 2, body: saved['body'] });
    expect((patched.body as Saved).revision).not.toBe(saved.revision);
    expect(await find('sedimento', { filters: { year: 1 } })).toEqual([]);
    expect(await find('sedimento', { filters: { year: 2 } })).toEqual([saved.id]);
    expect(await settled()).toEqual([]);
  });

  it('are replaced whole by PUT and gone after DELETE', async () => {
    const saved = await create({ code: 'C-1', body: 'Peixes raros.', tags: ['x'] });
    const replaced = await workspace.records.replace(targetOf(notes), saved.id, { json: { code: 'C-2' } });
    expect(replaced.body).toMatchObject({ code: 'C-2', body: null, tags: null });
    expect(await find('peixes')).toEqual([]);
    await workspace.records.remove(targetOf(notes), saved.id);
    await expect(workspace.records.get(notes, saved.id)).rejects.toMatchObject({ code: 'not_found' });
    expect(await settled()).toEqual([]);
  });

  it('refuse a value that is taken, and leave nothing of the refused', async () => {
    await create({ code: 'D-1', body: 'Primeiro.' });
    await expect(create({ code: 'D-1', body: 'Segundo.' })).rejects.toMatchObject({
      code: 'conflict',
      errors: [{ path: 'code', code: 'not_unique' }],
    });
    expect(await settled()).toEqual([]);
  });

  it('answer 412 to an If-Match of another revision', async () => {
    const saved = await create({ code: 'E-1' });
    const target = targetOf(notes, { ifMatch: ['00000000-0000-7000-8000-000000000000'] });
    await expect(workspace.records.patch(target, saved.id, { json: { year: 5 } })).rejects.toMatchObject({
      code: 'precondition_failed',
    });
  });

  it('keep both of two changes at the same time', async () => {
    const saved = await create({ code: 'F-1', body: 'Um.', year: 1 });
    await Promise.all([
      workspace.records.patch(targetOf(notes), saved.id, { json: { body: 'Duas lontras.' } }),
      workspace.records.patch(targetOf(notes), saved.id, { json: { year: 7 } }),
    ]);
    expect(await workspace.records.get(notes, saved.id)).toMatchObject({
      body: 'Duas lontras.',
      year: 7,
    });
    expect(await find('lontra', { filters: { year: 7 } })).toEqual([saved.id]);
    expect(await settled()).toEqual([]);
  });
});

describe('files', () => {
  it('stream in by multipart, are replaced one by one, and leave nothing behind', async () => {
    const body = {
      parts: parts(
        { kind: 'value', name: 'code', text: 'G-1' },
        filePart('photo', 'a.txt', 'first'),
        filePart('scans', '../../x/one.txt', '1'),
        filePart('scans', 'two.txt', '22'),
      ),
    };
    const saved = (await workspace.records.create(targetOf(notes), body)).body as Saved;
    const scans = saved['scans'] as { id: string; name: string; size: number }[];
    expect(scans.map(({ name, size }) => [name, size])).toEqual([
      ['one.txt', 1],
      ['two.txt', 2],
    ]);
    const again = { parts: parts(filePart('photo', 'a.txt', 'second')) };
    const patched = (await workspace.records.patch(targetOf(notes), saved.id, again)).body as Saved;
    expect(patched['photo']).toMatchObject({ name: 'a.txt', size: 6, version_id: patched.revision });
    const json = { scans: [{ file_id: scans[1]?.id ?? '' }] };
    await workspace.records.patch(targetOf(notes), saved.id, { json });
    expect(await settled()).toEqual([]);
    expect((await workspace.records.files(notes, saved.id, 'scans')).map(({ name }) => name)).toEqual([
      'two.txt',
    ]);
    await workspace.records.remove(targetOf(notes), saved.id);
    expect(await settled()).toEqual([]);
  });

  it('are rolled back when the rest of the record is refused', async () => {
    const body = {
      parts: parts(filePart('photo', 'a.txt', 'x'), { kind: 'value', name: 'year', text: '"no"' }),
    };
    await expect(workspace.records.create(targetOf(notes), body)).rejects.toMatchObject({
      code: 'invalid_input',
    });
    expect(await settled()).toEqual([]);
  });
});

describe('batches', () => {
  it('are saved in one commit and found', async () => {
    const records = Array.from({ length: 300 }, (_, n) => ({
      code: `H-${n}`,
      body: `Estação número ${n} do aquífero.`,
      year: n,
    }));
    const answer = await workspace.records.createBatch(targetOf(notes), { records }, 'whole');
    expect(answer).toMatchObject({ isReplay: false, body: { created: 300 } });
    expect(await find('aquifero', { limit: 10, filters: { year: { $lt: 3 } } })).toHaveLength(3);
    expect(await settled()).toEqual([]);
  });

  it('are refused whole, naming every record at fault', async () => {
    const records = [{ code: 'I-1' }, { code: 'I-2', year: 'x' }, { code: 'I-1' }];
    await expect(workspace.records.createBatch(targetOf(notes), { records }, 'whole')).rejects.toMatchObject({
      errors: [{ path: '[1].year' }],
    });
    const unique = [{ code: 'I-1' }, { code: 'I-1' }, { code: 'H-5' }];
    await expect(
      workspace.records.createBatch(targetOf(notes), { records: unique }, 'whole'),
    ).rejects.toMatchObject({
      code: 'conflict',
      errors: [{ path: '[1].code' }, { path: '[2].code' }],
    });
    const partial = await workspace.records.createBatch(
      targetOf(notes),
      { records: [...unique, { year: 1.5 }] },
      'partial',
    );
    expect(partial.body).toMatchObject({ created: 1, failed: 3 });
    expect(await settled()).toEqual([]);
  });
});

describe('query', () => {
  it('pages through all records by cursor', async () => {
    const filters = { code: { $like: 'H-%' } };
    const sort = [{ field: 'year', order: 'desc' }];
    const first = await workspace.records.query(notes, { filters, sort, limit: 200 });
    expect(first.total).toBe(300);
    expect(first.records[0]).toMatchObject({ year: 299 });
    const rest = await workspace.records.query(notes, {
      filters,
      sort,
      limit: 200,
      cursor: first.next_cursor ?? '',
    });
    expect(rest).toMatchObject({ total: null, next_cursor: null });
    expect(rest.records).toHaveLength(100);
    expect(rest.records.at(-1)).toMatchObject({ year: 0 });
  });
});

describe('idempotency', () => {
  it('answers a second call with the first answer, and other input with 409', async () => {
    const { actor } = targetOf(notes);
    const claim = { keyId: actor.keyId, method: 'POST', path: '/x', key: 'k1' };
    const target = targetOf(notes, { actor, idempotency: claim });
    const first = await workspace.records.create(target, { json: { code: 'J-1' } });
    const second = await workspace.records.create(target, { json: { code: 'J-1' } });
    expect(second).toMatchObject({ body: first.body, isReplay: true });
    await expect(workspace.records.create(target, { json: { code: 'J-2' } })).rejects.toMatchObject({
      code: 'conflict',
    });
    const page = await workspace.records.query(notes, { filters: { code: { $like: 'J-%' } }, limit: 10 });
    expect(page.total).toBe(1);
  });
});
