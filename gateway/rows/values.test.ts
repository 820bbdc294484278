import { describe, expect, it } from 'vitest';
import { parseSchema } from '../schema/parse.ts';
import { CellProblem, readCell } from './cells.ts';
import { dateFormatsOf, dateReader } from './date-format.ts';
import { createFieldNames, toName } from './field-names.ts';
import { parseNumber } from './numbers.ts';
import type { DecimalMark } from './numbers.ts';

describe('numbers', () => {
  it.each<[text: string, mark: DecimalMark | undefined, number: number | undefined]>([
    ['1234.5', undefined, 1234.5],
    ['-7', undefined, -7],
    ['1e3', undefined, 1_000],
    ['1,5', undefined, undefined],
    ['1,234', undefined, undefined],
    ['1.234,56', ',', 1234.56],
    ['1.234', ',', 1_234],
    ['1.234.567', ',', 1_234_567],
    ['12,5', ',', 12.5],
    ['1234,5', ',', 1234.5],
    ['1.23', ',', undefined],
    ['1234.5', ',', undefined],
    ['1,234.5', '.', 1234.5],
    ['1,234', '.', 1_234],
    ['12,34', '.', undefined],
    [' 5 ', '.', 5],
    ['', '.', undefined],
    ['-', ',', undefined],
    ['0x10', undefined, undefined],
    ['NaN', undefined, undefined],
    ['750727362669608961', undefined, Infinity],
  ])('%j with decimal %j is %j', (text, mark, number) => {
    expect(parseNumber(text, mark)).toBe(number);
  });
});

describe('dates', () => {
  it.each<[text: string, format: string, date: string | undefined]>([
    ['31/12/2026', 'dd/mm/yyyy', '2026-12-31'],
    ['1/2/2026', 'dd/mm/yyyy', '2026-02-01'],
    ['1/2/2026', 'mm/dd/yyyy', '2026-01-02'],
    ['31/12/2026', 'mm/dd/yyyy', undefined],
    ['29/02/2025', 'dd/mm/yyyy', undefined],
    ['31.12.26', 'dd.mm.yy', '2026-12-31'],
    ['31/12/69', 'dd/mm/yy', '1969-12-31'],
    ['20261231', 'yyyymmdd', '2026-12-31'],
    ['2026-12-31 23:59:07', 'yyyy-mm-dd HH:MM:SS', '2026-12-31T23:59:07.000Z'],
    ['31/12/2026 8:05', 'dd/mm/yyyy HH:MM', '2026-12-31T08:05:00.000Z'],
    ['31/12/2026 24:00', 'dd/mm/yyyy HH:MM', undefined],
    ['31/12/2026x', 'dd/mm/yyyy', undefined],
  ])('%j as %s is %j', (text, format, date) => {
    expect(dateReader(format)?.read(text)).toBe(date);
  });

  it.each(['dd/mm', 'dd/mm/yyyy/dd', 'x', '', 'HH:MM', 'dd/mm/yyyy HH'])('%j is no format', (format) => {
    expect(dateReader(format)).toBeUndefined();
  });

  it('that can be read in two ways are read in both', () => {
    expect(dateFormatsOf('01/02/2026')).toEqual(['dd/mm/yyyy', 'mm/dd/yyyy']);
    expect(dateFormatsOf('13/02/2026')).toEqual(['dd/mm/yyyy']);
    expect(dateFormatsOf('2026-02-13')).toEqual(['yyyy-mm-dd']);
    expect(dateFormatsOf('3.14')).toEqual([]);
  });
});

describe('names', () => {
  it.each([
    ['Preço (R$)', 'preco_r'],
    ['Ação', 'acao'],
    ['2º nome', 'n_2o_nome'],
    ['  Straße ', 'strasse'],
    ['123', 'n_123'],
    ['日本', ''],
    ['x'.repeat(80), 'x'.repeat(63)],
    [`${'x'.repeat(62)} y`, 'x'.repeat(62)],
  ])('of %j is %j', (text, name) => {
    expect(toName(text)).toBe(name);
  });

  it('are never the same twice, and none that FroDB sets itself', () => {
    const nameOf = createFieldNames();
    const names = ['a', 'A', 'a 2', 'id', 'ID', '', 'x'.repeat(63), 'x'.repeat(70)].map(nameOf);
    expect(names).toEqual([
      'a',
      'a_2',
      'a_2_2',
      'source_id',
      'source_id_2',
      'column_6',
      'x'.repeat(63),
      `${'x'.repeat(61)}_2`,
    ]);
    expect(names.every((name) => /^[a-z][a-z0-9_]{0,62}$/.test(name))).toBe(true);
  });
});

describe('cells', () => {
  const { fields } = parseSchema({
    name: 'all',
    fields: [
      { name: 's', type: 'string' },
      { name: 'i', type: 'int' },
      { name: 'b', type: 'boolean' },
      { name: 'd', type: 'date' },
      { name: 'j', type: 'json' },
      { name: 'l', type: 'array', items: { type: 'int' } },
    ],
  });

  it.each<[field: string, cell: string, rules: object, value: unknown]>([
    ['s', '', {}, null],
    ['s', '', { empty: 'text' }, ''],
    ['s', '  ', {}, '  '],
    ['s', 'a\ufffd', {}, 'bad_encoding'],
    ['i', '', {}, null],
    ['i', ' ', {}, null],
    ['i', '12', {}, 12],
    ['i', '1.200', { decimal: ',' }, 1_200],
    ['i', 'doze', {}, 'wrong_type'],
    ['b', 'Sim', {}, true],
    ['b', 'NÃO', {}, false],
    ['b', '2', {}, 'wrong_type'],
    ['d', '31/12/2026', { date_format: 'dd/mm/yyyy' }, '2026-12-31'],
    ['d', '12/31/2026', { date_format: 'dd/mm/yyyy' }, 'wrong_type'],
    ['j', '{"a":[1]}', {}, { a: [1] }],
    ['j', '{a}', {}, 'wrong_type'],
    ['l', '[1,2]', {}, [1, 2]],
  ])('of %s: %j with %j is %j', (name, cell, rules, value) => {
    const read = readCell(
      fields.find((field) => field.name === name)!,
      cell,
      rules,
    );
    expect(read instanceof CellProblem ? read.reason.code : read).toEqual(value);
  });
});
