import { parse } from 'csv-parse/sync';
import { describe, expect, it } from 'vitest';
import { JsonText } from '../../infra/large-json.ts';
import { parseSchema } from '../../schema/parse.ts';
import type { JsonValue } from '../../schema/json.ts';
import type { PresentedRecord } from '../records/service.ts';
import { csv } from './csv.ts';

const schema = parseSchema({
  name: 'odd',
  fields: [
    { name: 'string', type: 'string' },
    { name: 'text', type: 'text' },
    { name: 'int', type: 'int' },
    { name: 'float', type: 'float' },
    { name: 'boolean', type: 'boolean' },
    { name: 'date', type: 'date' },
    { name: 'enum', type: 'enum', values: ['a,b', 'c'] },
    { name: 'list', type: 'array', items: { type: 'string' } },
    { name: 'rows', type: 'array', schema: [{ name: 'code', type: 'int' }] },
    { name: 'json', type: 'json' },
    { name: 'file', type: 'file' },
    { name: 'files', type: 'file', multiple: true },
  ],
});
const system = { id: 'i', revision: 'r', created_at: 'c', updated_at: 'u' };

const longText = new JsonText(`[${'1, '.repeat(40_000)}2]`) as JsonText & JsonValue;

async function written(...records: Record<string, JsonValue>[]): Promise<string> {
  const presented = records.map((record) => ({ ...system, ...record }) as PresentedRecord);
  let text = '';
  for await (const piece of csv.lines(schema, presented)) text += piece;
  return text;
}

describe('CSV', () => {
  it('begins with the names: what FroDB sets, then the fields in the order of the schema', () => {
    expect(csv.head(schema)).toBe(
      'id,revision,created_at,updated_at,string,text,int,float,boolean,date,enum,list,rows,json,file,files\r\n',
    );
  });

  it.each<[string, string, JsonValue, string]>([
    ['a text as it is', 'string', 'água 🐟', 'água 🐟'],
    ['an empty text in quotes', 'string', '', '""'],
    ['null as nothing', 'string', null, ''],
    ['a word that looks like null', 'string', 'null', 'null'],
    ['a comma', 'string', 'a,b', '"a,b"'],
    ['quotes', 'string', 'say "no"', '"say ""no"""'],
    ['a line end', 'text', 'one\ntwo', '"one\ntwo"'],
    ['a carriage return', 'text', 'one\rtwo', '"one\rtwo"'],
    ['spaces around', 'text', ' x ', ' x '],
    ['a formula, unchanged', 'string', '=1+1', '=1+1'],
    ['another formula, unchanged', 'string', '@SUM(A1)', '@SUM(A1)'],
    ['a number less than 0', 'int', -5, '-5'],
    ['0', 'int', 0, '0'],
    ['the greatest whole number', 'int', 9_007_199_254_740_991, '9007199254740991'],
    ['a fraction', 'float', 0.1, '0.1'],
    ['a small number', 'float', 1e-21, '1e-21'],
    ['true', 'boolean', true, 'true'],
    ['false', 'boolean', false, 'false'],
    ['a date', 'date', '2025-05-02', '2025-05-02'],
    ['a value of an enum', 'enum', 'a,b', '"a,b"'],
    ['a list', 'list', ['a', 'b "c"'], '"[""a"",""b \\""c\\""""]"'],
    ['an empty list', 'list', [], '[]'],
    ['a list of objects', 'rows', [{ code: 1 }], '"[{""code"":1}]"'],
    ['an object', 'json', { a: [1, null] }, '"{""a"":[1,null]}"'],
    ['a text in JSON', 'json', 'x', '"""x"""'],
    ['a number in JSON', 'json', 7, '7'],
    ['a file', 'file', { id: 'f', url: '/files/f' }, '/files/f'],
    ['several files', 'files', [{ url: '/files/f' }, { url: '/files/g' }], '"[""/files/f"",""/files/g""]"'],
    ['no files', 'files', [], '[]'],
  ])('writes %s', async (_what, field, value, cell) => {
    const cells = schema.fields.map(({ name }) => (name === field ? cell : ''));
    expect(await written({ [field]: value })).toBe(`i,r,c,u,${cells.join(',')}\r\n`);
  });

  it.each<[string, string, JsonValue, string]>([
    ['list that came as text', 'json', longText, longText.text],
    ['list', 'list', Array<string>(30_000).fill('"'), JSON.stringify(Array(30_000).fill('"'))],
    ['text', 'text', '"🐟\n'.repeat(50_000), '"🐟\n'.repeat(50_000)],
  ])('writes a long %s', async (_what, field, value, cell) => {
    const text =
      csv.head(schema) + (await written({ string: '' }, { string: '', [field]: value, files: [] }));
    const empty = Object.fromEntries(schema.fields.map(({ name }) => [name, '']));
    expect(parse(text, { columns: true })).toEqual([
      { ...system, ...empty },
      { ...system, ...empty, [field]: cell, files: '[]' },
    ]);
  });

  it('is read again as it was, by a reader that tells quoted cells from others', async () => {
    const records = Array.from({ length: 100 }, (_, n) => ({
      string: n % 2 ? '' : null,
      text: `"${n}\r\n,`,
    }));
    const read: Record<string, string | null>[] = parse(csv.head(schema) + (await written(...records)), {
      columns: true,
      cast: (cell, { quoting }) => (cell === '' && !quoting ? null : cell),
    });
    expect(read.map(({ string, text }) => ({ string, text }))).toEqual(records);
  });
});
