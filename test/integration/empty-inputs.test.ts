import { beforeAll, describe, expect, it } from 'vitest';
import type { Reply } from '../support/gateway.ts';
import { useBench } from '../support/request-table.ts';

/** Forms as browsers send them: a file input that was left empty comes as a part without a name and without a byte. */
const bench = useBench();
const path = '/collections/forms/records';

interface Part {
  name: string;
  /** null: no such parameter. */
  file?: string | null;
  type?: string;
  bytes?: string;
}

const empty = (name: string): Part => ({ name, file: '', type: 'application/octet-stream' });
const file = (name: string, bytes = 'x'): Part => ({ name, file: 'x.txt', type: 'text/plain', bytes });
const text = (name: string, bytes: string): Part => ({ name, bytes });

function form(parts: Part[]): Blob {
  const pieces = parts.map(({ name, file: fileName = null, type, bytes = '' }) =>
    [
      '--b',
      `Content-Disposition: form-data; name="${name}"${fileName === null ? '' : `; filename="${fileName}"`}`,
      ...(type === undefined ? [] : [`Content-Type: ${type}`]),
      '',
      bytes,
    ].join('\r\n'),
  );
  return new Blob([`${pieces.join('\r\n')}\r\n--b--\r\n`], { type: 'multipart/form-data; boundary=b' });
}

const send = (method: string, url: string, parts: Part[]): Promise<Reply> =>
  bench.gateway.ask(method, url, form(parts));

async function stored(): Promise<string> {
  const answer = await send('POST', path, [
    text('title', 'a'),
    file('one', 'kept'),
    file('many'),
    file('many'),
  ]);
  expect(answer.status).toBe(201);
  return `${path}/${String(answer.json['id'])}`;
}

beforeAll(async () => {
  const fields = [
    { name: 'title', type: 'string' },
    { name: 'one', type: 'file' },
    { name: 'many', type: 'file', multiple: true },
  ];
  expect((await bench.gateway.ask('POST', '/collections', { name: 'forms', fields })).status).toBe(201);
  const required = [{ name: 'one', type: 'file', required: true }];
  expect((await bench.gateway.ask('POST', '/collections', { name: 'strict', fields: required })).status).toBe(
    201,
  );
});

describe('an empty file input', () => {
  it.each<[string, Part]>([
    ['as browsers send it', empty('one')],
    ['without a type', { name: 'one', file: '' }],
    ['of another type', { name: 'one', file: '', type: 'image/png' }],
    ['without a file name', { name: 'one', file: null, type: 'application/octet-stream' }],
  ])('%s is no file', async (_what, part) => {
    const before = await bench.stores.counts();
    const answer = await send('POST', path, [text('title', 'a'), part]);
    expect([answer.status, answer.json]).toMatchObject([201, { title: 'a', one: null, many: [] }]);
    expect((await bench.stores.counts()).objects).toBe(before.objects);
  });

  it('may be all of a form', async () => {
    expect((await send('POST', path, [empty('one')])).json).toMatchObject({ title: null, one: null });
  });

  it.each<[string, Part[], number]>([
    ['alone', [empty('many')], 0],
    ['several times', [empty('many'), empty('many')], 0],
    ['before a file', [empty('many'), file('many')], 1],
    ['between files', [file('many'), empty('many'), file('many')], 2],
  ])('of several files: %s', async (_what, parts, count) => {
    const answer = await send('POST', path, parts);
    expect([answer.status, answer.json['many']]).toEqual([
      201,
      Array.from({ length: count }, () => expect.anything()),
    ]);
  });

  it.each([
    ['PATCH', { title: 'b', one: { size: 4 }, many: [{}, {}] }],
    ['PUT', { title: 'b', one: null, many: [] }],
  ])('in a %s is a field that was not given', async (method, after) => {
    const answer = await send(method, await stored(), [text('title', 'b'), empty('one'), empty('many')]);
    expect([answer.status, answer.json]).toMatchObject([200, after]);
  });

  it('is what a patch of nothing else leaves as it was', async () => {
    const url = await stored();
    const { json } = await bench.gateway.ask('GET', url);
    expect((await send('PATCH', url, [empty('one')])).json).toEqual(json);
  });

  it('goes with the file that the field is given otherwise', async () => {
    const staged = await send('POST', '/files?collection=forms', [file('file', 'staged')]);
    const ref = JSON.stringify({ file_id: staged.json['id'] });
    const answer = await send('POST', path, [empty('one'), text('one', ref)]);
    expect([answer.status, answer.json]).toMatchObject([201, { one: { size: 6 } }]);
  });

  it.each<[string, string, Part[], string, string]>([
    ['where a file is required', '/collections/strict/records', [empty('one')], 'one', 'required'],
    ['of no field', path, [empty('nosuch')], 'nosuch', 'unknown_key'],
    ['of a field that takes no file', path, [empty('title')], 'title', 'wrong_type'],
    ['as an upload', '/files?collection=forms', [empty('file')], 'file', 'required'],
    [
      'as another part of an upload',
      '/files?collection=forms',
      [file('file'), empty('no')],
      'no',
      'unknown_key',
    ],
  ])('%s is refused by name', async (_what, url, parts, at, code) => {
    const answer = await send('POST', url, parts);
    expect([answer.status, answer.json['errors']]).toMatchObject([400, [{ path: at, code }]]);
  });

  it('an empty part beside the upload is not counted as a file', async () => {
    const answer = await send('POST', '/files?collection=forms', [empty('file'), file('file', 'four')]);
    expect([answer.status, answer.json]).toMatchObject([201, { name: 'x.txt', size: 4 }]);
  });
});

describe('what is a file all the same', () => {
  it('one with a name and no byte, and one with bytes and no name', async () => {
    const named = await send('POST', path, [
      { name: 'one', file: 'empty.bin', type: 'application/octet-stream' },
    ]);
    expect(named.json).toMatchObject({ one: { name: 'empty.bin', size: 0 } });
    const nameless = await send('POST', path, [{ ...empty('one'), bytes: 'abc' }]);
    expect(nameless.json).toMatchObject({ one: { name: 'file', size: 3 } });
    const staged = await send('POST', '/files?collection=forms', [{ ...file('file', ''), file: 'none.txt' }]);
    expect(staged.json).toMatchObject({ name: 'none.txt', size: 0 });
  });

  it('is whole when it is large', async () => {
    const bytes = 'x'.repeat(3_000_000);
    const answer = await send('POST', path, [{ ...empty('one'), bytes }, file('many', bytes)]);
    expect(answer.json).toMatchObject({ one: { size: bytes.length }, many: [{ size: bytes.length }] });
  });
});
