import { describe, expect, it } from 'vitest';
import { optionsOf, problemsOf, proposalFor, proposalOf, schemaOf } from './proposal.ts';
import type { Inspection } from './proposal.ts';

const inspection = {
  format: 'csv',
  delimiter: ';',
  encoding: 'windows-1252',
  header: true,
  rows_read: 30,
  schema: {
    name: 'vendas',
    fields: [
      { name: 'codigo', type: 'string', required: true, unique: true },
      { name: 'preco', type: 'float' },
      { name: 'data', type: 'date' },
      { name: 'estado', type: 'enum', values: ['a', 'b'] },
    ],
    config: { chunk_size: 1_200, chunk_overlap: 200, language: 'auto', typo_tolerance: false },
  },
  mapping: {
    Código: 'codigo',
    Preço: { field: 'preco', decimal: ',' },
    Data: { field: 'data', date_format: 'dd/mm/yyyy' },
    Estado: 'estado',
  },
  sample: [],
  warnings: [],
  notices: [],
} satisfies Inspection;

describe('a proposal', () => {
  it('left as it is imports what the inspection said', () => {
    const proposal = proposalOf(inspection);
    expect(schemaOf(proposal).fields).toEqual(inspection.schema.fields);
    expect(optionsOf(proposal)).toEqual({
      format: 'csv',
      delimiter: ';',
      encoding: 'windows-1252',
      header: true,
      mapping: inspection.mapping,
      on_error: 'reject_row',
    });
    expect(problemsOf(proposal, true)).toEqual([]);
  });

  it('leaves out what a changed type does not have, and columns that are not taken', () => {
    const { columns, ...rest } = proposalOf(inspection);
    const [code, price, date, state] = columns;
    const proposal = {
      ...rest,
      columns: [
        { ...code!, field: { ...code!.field, type: 'text' as const } },
        { ...price!, isTaken: false },
        { ...date!, field: { ...date!.field, type: 'string' as const } },
        { ...state!, field: { ...state!.field, type: 'string' as const } },
      ],
    };
    expect(schemaOf(proposal).fields).toEqual([
      { name: 'codigo', type: 'text', required: true, unique: false, indexed: false },
      { name: 'data', type: 'string' },
      { name: 'estado', type: 'string' },
    ]);
    expect(optionsOf(proposal).mapping).toEqual({ Código: 'codigo', Data: 'data', Estado: 'estado' });
  });

  it('for a collection that is there goes to the fields of its names, and to no file', () => {
    const { columns } = proposalFor(inspection, [
      { name: 'codigo', type: 'int' },
      { name: 'data', type: 'file' },
    ]);
    expect(columns.map(({ name, isTaken }) => [name, isTaken])).toEqual([
      ['Código', true],
      ['Preço', false],
      ['Data', false],
      ['Estado', false],
    ]);
    expect(columns[0]?.field.type).toBe('int');
  });

  it('names what is in its way', () => {
    const proposal = proposalOf(inspection);
    const columns = proposal.columns.map((column, index) =>
      index === 1 ? { ...column, field: { ...column.field, name: 'codigo' } } : column,
    );
    expect(problemsOf({ ...proposal, name: 'Vendas', columns }, true)).toEqual([
      { code: 'no_name' },
      { code: 'two_columns', column: 'Preço', field: 'codigo' },
    ]);
  });
});
