import { describe, expect, it } from 'vitest';
import { readJson } from '../http/read-text.ts';
import { parseSchema } from '../schema/parse.ts';
import { inspect } from './inspect.ts';

function look(content: string | Buffer, name = 'file.csv', isWhole = true) {
  const bytes = typeof content === 'string' ? Buffer.from(content) : content;
  return inspect({ bytes, isWhole, name }, readJson);
}

/** A CSV of one column, `n` rows with these values in turn. */
function column(values: string[], rows = values.length, name = 'c'): string {
  return `${name};x\n${Array.from({ length: rows }, (_, n) => `${values[n % values.length]};x`).join('\n')}\n`;
}

function fieldOf(values: string[], rows?: number, name?: string) {
  const { schema, mapping, warnings } = look(column(values, rows, name));
  const [field] = schema.fields;
  const rules = Object.values(mapping)[0];
  return { field, rules: typeof rules === 'string' ? undefined : rules, warnings: warnings.join(' ') };
}

describe('the type of a column', () => {
  it.each<[what: string, values: string[], type: string]>([
    ['whole numbers', ['1', '20', '-3'], 'int'],
    ['numbers', ['1', '2.5'], 'float'],
    ['amounts', ['1.00', '2.00'], 'float'],
    ['codes with zeros in front', ['007', '010'], 'string'],
    ['numbers that no double holds', ['12345678901234567890', '1'], 'string'],
    ['words for yes and no', ['Sim', 'não'], 'boolean'],
    ['zeros and ones', ['0', '1'], 'int'],
    ['days', ['2026-01-02', '2026-12-31'], 'date'],
    ['moments', ['2026-01-02T10:00:00Z', '2026-01-02T10:00:00-03:00'], 'datetime'],
    ['JSON', ['"{""a"":1}"', '[1]'], 'json'],
    ['long texts', ['x'.repeat(501), 'y'], 'text'],
    ['texts of several lines', ['"a\nb"', 'c'], 'text'],
    ['names', ['Ana', 'Rui', 'Eva'], 'string'],
    ['numbers and words', ['1', 'dois'], 'string'],
    ['nothing', ['', ''], 'string'],
  ])('of %s', (_what, values, type) => {
    expect(fieldOf(values).field).toMatchObject({ type });
  });

  it('is an enum for few words that come again and again', () => {
    expect(fieldOf(['sul', 'norte'], 40).field).toMatchObject({ type: 'enum', values: ['norte', 'sul'] });
    expect(fieldOf(['sul', 'norte'], 4).field).toMatchObject({ type: 'string' });
  });

  it('is required where no row is without it', () => {
    expect(fieldOf(['a', 'b']).field).toMatchObject({ required: true });
    expect(fieldOf(['a', '']).field).not.toHaveProperty('required');
  });

  it('is unique for keys', () => {
    const ids = Array.from({ length: 30 }, (_, n) => `A${n}`);
    expect(fieldOf(ids).field).toMatchObject({ unique: true });
    expect(fieldOf([...ids, 'A1']).field).not.toHaveProperty('unique');
    const { schema } = look(`x,cpf,note\n${ids.map((id, n) => `1,${id},n${n}`).join('\n')}`);
    expect(schema.fields.map(({ name, unique = false }) => [name, unique])).toEqual([
      ['x', false],
      ['cpf', true],
      ['note', false],
    ]);
  });
});

describe('how cells are read', () => {
  it.each<[what: string, values: string[], rules: object | undefined, warning: RegExp | null]>([
    ['decimal commas', ['1,5', '1.234,56'], { decimal: ',' }, null],
    ['points for thousands and a comma', ['1.234', '12,5'], { decimal: ',' }, null],
    ['commas for thousands', ['1,234.5', '2'], { decimal: '.' }, null],
    ['plain numbers', ['1.5', '22.75'], undefined, null],
    ['points that could be either', ['1.234', '2.500'], { decimal: ',' }, /two ways.*decimal "\."/],
    ['day first', ['13/02/2026', '01/02/2026'], { date_format: 'dd/mm/yyyy' }, null],
    ['month first', ['02/13/2026', '01/02/2026'], { date_format: 'mm/dd/yyyy' }, null],
    [
      'days and months that could be either',
      ['01/02/2026'],
      { date_format: 'dd/mm/yyyy' },
      /two ways.*mm\/dd\/yyyy/,
    ],
    ['a time without an offset', ['2026-01-02 10:00:00'], { date_format: 'yyyy-mm-dd HH:MM:SS' }, /UTC/],
  ])('%s', (_what, values, rules, warning) => {
    const { warnings, rules: { field: _field, ...found } = { field: '' } } = fieldOf(values);
    expect(Object.keys(found).length > 0 ? found : undefined).toEqual(rules);
    expect(warnings).toMatch(warning ?? /^$/);
  });

  it('a semicolon alone does not speak for commas where another column has points', () => {
    const { mapping } = look('a;b\n1.234;1.5\n2.500;2.25\n');
    expect(mapping).toEqual({ a: 'a', b: 'b' });
  });
});

describe('a file', () => {
  it('from Excel in Portuguese', () => {
    const text =
      'Código;Descrição;Preço;Data\r\nA1;Chaleira;1.234,50;31/12/2026\r\nA2;Copo;9,90;01/02/2026\r\n';
    const found = look(Buffer.from(text, 'latin1'), 'Preços 2026.csv');
    expect(found).toMatchObject({
      format: 'csv',
      delimiter: ';',
      encoding: 'windows-1252',
      header: true,
      rows_read: 2,
      mapping: {
        Código: 'codigo',
        Descrição: 'descricao',
        Preço: { field: 'preco', decimal: ',' },
        Data: { field: 'data', date_format: 'dd/mm/yyyy' },
      },
      sample: [
        { codigo: 'A1', descricao: 'Chaleira', preco: 1234.5, data: '2026-12-31' },
        { codigo: 'A2', descricao: 'Copo', preco: 9.9, data: '2026-02-01' },
      ],
      warnings: [],
    });
    expect(found.schema).toMatchObject({ name: 'precos_2026' });
    expect(() => parseSchema(found.schema)).not.toThrow();
  });

  it.each<[what: string, bytes: Buffer, encoding: string]>([
    ['UTF-8', Buffer.from('nome,n\nção,1\n'), 'utf-8'],
    ['UTF-8 with a mark', Buffer.from('\ufeffnome,n\nção,1\n'), 'utf-8'],
    ['UTF-16 with a mark', Buffer.from('\ufeffnome,n\nção,1\n', 'utf16le'), 'utf-16le'],
    ['UTF-16 without one', Buffer.from('nome,n\nção,1\n', 'utf16le'), 'utf-16le'],
    ['UTF-16, the large end first', Buffer.from('\ufeffnome,n\nção,1\n', 'utf16le').swap16(), 'utf-16be'],
    ['Windows-1252', Buffer.from('nome,n\nção,1\n', 'latin1'), 'windows-1252'],
  ])('in %s', (_what, bytes, encoding) => {
    expect(look(bytes)).toMatchObject({
      encoding,
      mapping: { nome: 'nome', n: 'n' },
      sample: [{ nome: 'ção', n: 1 }],
    });
  });

  it.each<[what: string, text: string, found: object]>([
    ['with tabs', 'a\tb\n1\t2\n', { delimiter: '\t', mapping: { a: 'a', b: 'b' } }],
    [
      'with Excel’s own first line',
      'sep=|\na|b\n1|2\n',
      { delimiter: '|', mapping: { a: 'a', b: 'b' }, rows_read: 1 },
    ],
    ['without names', '1,x\n2,y\n', { header: false, mapping: { column_1: 'column_1' }, rows_read: 2 }],
    ['with a name twice', 'a,a,\n1,2,3\n', { mapping: { a: 'a', a_2: 'a_2', column_3: 'column_3' } }],
    [
      'with names that FroDB has',
      'id,revision\n1,2\n',
      { mapping: { id: 'source_id', revision: 'source_revision' } },
    ],
    [
      'of JSON lines',
      '{"a":1}\n{"b":"x"}\n',
      { format: 'ndjson', delimiter: null, mapping: { a: 'a', b: 'b' } },
    ],
    [
      'of a JSON list',
      '[{"a":[1]},{"a":[2]}]',
      { format: 'json', mapping: { a: 'a' }, sample: [{ a: [1] }, { a: [2] }] },
    ],
  ])('%s', (_what, text, found) => {
    expect(look(text)).toMatchObject(found);
  });

  it('of JSON keeps the types that it says', () => {
    const rows = [
      { n: 1, f: 1.5, b: true, s: 'x', l: [1], d: '2026-01-02', m: 1 },
      { n: 2, f: 2, b: false, s: '7', l: null, d: '2026-01-03', m: 'x' },
    ];
    const { schema } = look(rows.map((row) => JSON.stringify(row)).join('\n'));
    const types = Object.fromEntries(schema.fields.map(({ name, type }) => [name, type]));
    expect(types).toEqual({
      n: 'int',
      f: 'float',
      b: 'boolean',
      s: 'string',
      l: 'json',
      d: 'date',
      m: 'json',
    });
  });

  it('that goes on is read as far as it was sent, and says so', () => {
    expect(look('a,b\n1,2\n3,4\n5,666666', 'x.csv', false)).toMatchObject({
      warnings: [expect.stringMatching(/Only the first 2 rows/)],
      notices: [{ code: 'first_rows_only', params: { rows: 2 } }],
    });
  });

  it('with rows of other lengths says how many', () => {
    expect(look('a,b\n1,2\n3\n4,5,6\n')).toMatchObject({
      warnings: [expect.stringMatching(/^1 of 3 rows/)],
      notices: [{ code: 'unreadable_rows', params: { count: 1, rows: 3 } }],
    });
  });

  it('with dates that can be read in two ways names the column and both', () => {
    expect(look('d;x\n01/02/2026;1\n03/04/2026;2\n')).toMatchObject({
      notices: [
        { code: 'ambiguous_date', column: 'd', params: { date_format: 'dd/mm/yyyy', other: 'mm/dd/yyyy' } },
      ],
    });
  });

  it('with 3,000 columns gets as many fields as a collection may have', () => {
    const names = Array.from({ length: 3_000 }, (_, n) => `c${n}`);
    const found = look(`${names.join()}\n${names.map((_, n) => n).join()}\n`);
    expect(found.schema.fields).toHaveLength(300);
    expect(found.warnings.join()).toMatch(/3000 columns; the first 300/);
  });

  it.each<[what: string, content: Buffer | string, code: string]>([
    ['nothing', '', 'empty'],
    ['blanks', '\n\n', 'empty'],
    ['a header alone', 'a,b\n', 'empty'],
    ['a workbook', Buffer.from('PK\x03\x04rest'), 'not_text'],
    ['an object that is no list', '{"a":\n1}', 'bad_json'],
    ['a list of numbers', '[[1],[2]]', 'bad_json'],
    ['a list that breaks off', '[{"a":1},', 'bad_json'],
  ])('of %s is refused', (_what, content, code) => {
    expect(() => look(content)).toThrow(
      expect.objectContaining({ errors: [expect.objectContaining({ path: 'file', code })] }),
    );
  });
});
