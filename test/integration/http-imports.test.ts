import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { testEngines } from '../support/engines.ts';
import type { TestEngines } from '../support/engines.ts';
import { startTestGateway } from '../support/gateway.ts';
import type { Reply, TestGateway } from '../support/gateway.ts';

let engines: TestEngines;
let gateway: TestGateway;

beforeAll(async () => {
  engines = await testEngines();
  gateway = await startTestGateway(engines);
  const fields = [
    { name: 'code', type: 'string', unique: true, required: true },
    { name: 'title', type: 'string' },
    { name: 'price', type: 'float', min: 0 },
    { name: 'day', type: 'date' },
    { name: 'note', type: 'text', vectorize: true },
  ];
  expect((await gateway.ask('POST', '/collections', { name: 'goods', fields })).status).toBe(201);
  expect((await gateway.ask('POST', '/collections/goods/records', { code: 'taken' })).status).toBe(201);
});
afterAll(async () => {
  const { json } = await gateway.ask('GET', '/collections?limit=1000');
  for (const { name } of json['items'] as { name: string }[]) {
    await gateway.ask('DELETE', `/collections/${name}`);
  }
  await gateway.close();
  await engines.drop();
});

type Content = string | Uint8Array<ArrayBuffer>;

function form(content: Content, options?: unknown, name = 'file.csv'): FormData {
  const body = new FormData();
  body.set('file', new Blob([content]), name);
  if (options !== undefined)
    body.set('options', typeof options === 'string' ? options : JSON.stringify(options));
  return body;
}

function latin1(text: string): Uint8Array<ArrayBuffer> {
  return new Uint8Array(Buffer.from(text, 'latin1'));
}

function inspect(content: Content, name?: string): Promise<Reply> {
  return gateway.ask('POST', '/imports:inspect', form(content, undefined, name));
}

function dryRun(content: Content, options?: unknown, collection = 'goods'): Promise<Reply> {
  return gateway.ask('POST', `/collections/${collection}/imports?dry_run=true`, form(content, options));
}

function firstProblem({ status, json }: Reply): unknown {
  return [status, (json['errors'] as { path: string; code: string }[] | undefined)?.[0]];
}

const salesInPortuguese = latin1(
  [
    'Código;Descrição;Preço;Data;Ativo',
    ...Array.from({ length: 30 }, (_, n) => `P${n};Peça nº ${n};1.${100 + n},50;${n % 28 || 28}/12/2026;Sim`),
    '',
  ].join('\r\n'),
);

describe('inspecting a file', () => {
  it('proposes a schema and a mapping with which an import takes every row', async () => {
    const { status, json } = await inspect(salesInPortuguese, 'Vendas.csv');
    expect([status, json]).toMatchObject([
      200,
      { format: 'csv', delimiter: ';', encoding: 'windows-1252', rows_read: 30, warnings: [] },
    ]);
    expect((await gateway.ask('POST', '/collections', json['schema'])).status).toBe(201);
    const { mapping } = json;
    const checked = await dryRun(salesInPortuguese, { mapping }, 'vendas');
    expect([checked.status, checked.json]).toEqual([200, { rows: 30, valid: 30, problems: [] }]);
  });

  it('takes the word of whoever knows the file', async () => {
    const body = new FormData();
    body.set('options', JSON.stringify({ delimiter: ';', encoding: 'utf-8', header: false }));
    body.set('file', new Blob(['1,5;x\n2,5;y\n']), 'x.csv');
    const { json } = await gateway.ask('POST', '/imports:inspect', body);
    expect(json).toMatchObject({
      delimiter: ';',
      header: false,
      sample: [{ column_1: 1.5 }, { column_1: 2.5 }],
    });
    expect(json).toMatchObject({ warnings: [], notices: [] });
  });

  it('reads the beginning of a large one, and answers while the rest is not sent away', async () => {
    const row = `${'x'.repeat(90)},1\n`;
    const { status, json } = await inspect(`name,n\n${row.repeat(300_000)}`);
    expect([status, json]).toMatchObject([200, { rows_read: 10_000 }]);
    expect(json['warnings']).toMatchObject([expect.stringMatching(/Only the first 10000 rows/)]);
  });

  it.each<[what: string, body: () => FormData, path: string, code: string]>([
    [
      'a form without a file',
      () => {
        const body = new FormData();
        body.set('x', '1');
        return body;
      },
      'x',
      'unknown_key',
    ],
    ['options that are none', () => form('a\n1\n', { mapping: {} }), 'mapping', 'unknown_key'],
    ['an empty file', () => form(''), 'file', 'empty'],
    ['a workbook', () => form(new Uint8Array([0x50, 0x4b, 3, 4, 0, 0])), 'file', 'not_text'],
    ['one line of 10 MB', () => form('x'.repeat(10_000_000)), 'file', 'too_long'],
  ])('refuses %s', async (_what, body, path, code) => {
    const refused = await gateway.ask('POST', '/imports:inspect', body());
    expect(firstProblem(refused)).toEqual([400, expect.objectContaining({ path, code })]);
  });

  it('takes a key that may write or make collections somewhere, and no other', async () => {
    const made = async (type: string, more: object = {}): Promise<string> => {
      const key = await gateway.ask('POST', '/api-keys', { name: type, type, ...more });
      return String(key.json['key']);
    };
    const ask = async (key: string): Promise<number> =>
      (await gateway.ask('POST', '/imports:inspect', form('a\n1\n'), { key })).status;
    expect(await ask(await made('readonly'))).toBe(403);
    expect(await ask(await made('database', { databases: ['default'] }))).toBe(200);
  });
});

describe('a dry run', () => {
  const header = 'code,title,price,day,note\n';

  it('says of every row what is wrong with it, and writes nothing', async () => {
    const rows = [
      'a,A,1.5,2026-01-02,n',
      'b,B,-1,2026-01-02,n',
      'c,C,x,02/01/2026,n',
      ',D,1,,',
      'e',
      'taken,,,,',
      'a,,,,',
    ];
    const { status, json } = await dryRun(header + rows.join('\n'));
    const found = (json['problems'] as { line: number; path: string; code: string }[]).map(
      ({ line, path, code }) => `${line} ${path} ${code}`,
    );
    expect([status, json]).toMatchObject([200, { rows: 7, valid: 1 }]);
    expect(found).toEqual([
      '3 price too_small',
      '4 price wrong_type',
      '5 code required',
      '6 row ragged',
      '7 code not_unique',
      '8 code not_unique',
    ]);
    const { json: all } = await gateway.ask('POST', '/collections/goods/query', {});
    expect(all['total']).toBe(1);
  });

  it('gives the first 100 problems and all counts', async () => {
    const { json } = await dryRun(
      `code,price\n${Array.from({ length: 25_000 }, (_, n) => `k${n},x\n`).join('')}`,
    );
    expect(json).toMatchObject({ rows: 25_000, valid: 0 });
    expect(json['problems']).toHaveLength(100);
  });

  it.each<[what: string, content: Content, options: object]>([
    [
      'decimal commas and Brazilian dates',
      'Cód;R$;Dia\nx;1.234,5;31/12/2026\n',
      {
        delimiter: ';',
        mapping: {
          Cód: 'code',
          R$: { field: 'price', decimal: ',' },
          Dia: { field: 'day', date_format: 'dd/mm/yyyy' },
        },
      },
    ],
    ['a named encoding', latin1('code,title\nx,ação\n'), { encoding: 'latin1' }],
    ['no header', 'x,1\n', { header: false, mapping: { column_1: 'code', column_2: 'price' } }],
    ['NDJSON', '{"code":"x","price":1.5}\n', { format: 'ndjson' }],
    ['NDJSON with a mapping', '{"Código":"x","skip":1}\n', { mapping: { Código: 'code' } }],
    ['a JSON list', '[{"code":"x"}]', {}],
    [
      'empty texts',
      'code,title\nx,\n',
      { mapping: { code: 'code', title: { field: 'title', empty: 'text' } } },
    ],
  ])('reads %s', async (_what, content, options) => {
    const { status, json } = await dryRun(content, options);
    expect([status, json]).toEqual([200, { rows: 1, valid: 1, problems: [] }]);
  });

  it.each<[what: string, content: Content, options: unknown, path: string, code: string]>([
    ['a mapping to no field', 'code\nx\n', { mapping: { code: 'none' } }, 'mapping.code', 'unknown_field'],
    [
      'a mapping of no column',
      'code\nx\n',
      { mapping: { code: 'code', none: 'title' } },
      'mapping.none',
      'unknown_column',
    ],
    [
      'two columns for a field',
      'code,b\nx,y\n',
      { mapping: { code: 'code', b: 'code' } },
      'mapping.b',
      'duplicate',
    ],
    ['a column without a field', 'code,other\nx,y\n', undefined, 'mapping.other', 'unknown_field'],
    ['nothing for a required field', 'title\nx\n', undefined, 'mapping', 'required'],
    [
      'a date format for a text',
      'code\nx\n',
      { mapping: { code: { field: 'code', date_format: 'dd/mm/yyyy' } } },
      'mapping.code.date_format',
      'not_applicable',
    ],
    [
      'a date format that is none',
      'code\nx\n',
      { mapping: { code: { field: 'code', date_format: 'day' } } },
      'mapping.code.date_format',
      'bad_format',
    ],
    ['an unknown key', 'code\nx\n', { sheet: 1 }, 'sheet', 'unknown_key'],
    ['an unknown encoding', 'code\nx\n', { encoding: 'klingon' }, 'encoding', 'unknown_encoding'],
    ['a wrong encoding', latin1('code\nação\n'), { encoding: 'utf-8' }, 'encoding', 'wrong_encoding'],
    [
      'another wrong encoding',
      `code\n${'abc\n'.repeat(200)}`,
      { encoding: 'utf-16le' },
      'encoding',
      'wrong_encoding',
    ],
    ['options that are no JSON', 'code\nx\n', '{', 'options', 'bad_json'],
    [
      '3,000 columns',
      `${Array.from({ length: 3_000 }, (_, n) => `c${n}`).join()}\n`,
      undefined,
      'mapping.c0',
      'unknown_field',
    ],
    ['one line of 10 MB', 'x'.repeat(10_000_000), undefined, 'file', 'too_long'],
    ['a name of 2 MB', 'x'.repeat(2_000_000), undefined, 'file', 'too_long'],
    ['a line of 10 MB in NDJSON', `{"code":"${'x'.repeat(10_000_000)}`, undefined, 'file', 'too_long'],
    ['a list that breaks off', '[{"code":"x"},', undefined, 'file', 'bad_json'],
    ['an archive', new Uint8Array([0x50, 0x4b, 3, 4]), undefined, 'file', 'not_text'],
  ])('refuses %s', async (_what, content, options, path, code) => {
    expect(firstProblem(await dryRun(content, options))).toEqual([
      400,
      expect.objectContaining({ path, code }),
    ]);
  });

  it('puts aside what can not be read, and goes on', async () => {
    const rows = ['a,A', 'c,C', `d,${'x'.repeat(9_000_000)}`, 'e,\0', 'f,F', 'g,"G'];
    const { json } = await dryRun(`code,title\n${rows.join('\n')}`);
    const problems = (json['problems'] as { line: number; code: string }[]).map(({ line, code }) => [
      line,
      code,
    ]);
    expect([json['rows'], json['valid'], problems]).toEqual([
      6,
      3,
      [
        [4, 'too_long'],
        [5, 'not_storable'],
        [7, 'open_quote'],
      ],
    ]);
  });

  it('names bytes that are not of the encoding', async () => {
    const accents = 'é'.repeat(600);
    const content = new Uint8Array(
      Buffer.concat([Buffer.from(`code,title\na,${accents}\nb,`), Buffer.from([0xff]), Buffer.from('\n')]),
    );
    const { json } = await dryRun(content);
    expect(json).toMatchObject({
      rows: 2,
      valid: 1,
      problems: [{ line: 3, path: 'title', code: 'bad_encoding' }],
    });
  });
});
