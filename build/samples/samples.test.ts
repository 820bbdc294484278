import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { readWorkspace } from '../../gateway/features/samples/workspace.ts';
import { parseSchema } from '../../gateway/schema/parse.ts';
import { validateRecord } from '../../gateway/schema/record.ts';

const dir = join(import.meta.dirname, '../../resources/samples');
const workspace = await readWorkspace(dir);

describe('the sample workspace', () => {
  it('says that it is invented', () => {
    expect(workspace.description).toMatch(/invented/i);
  });

  it('shows every field type and every switch of a field', () => {
    const fields = workspace.collections.flatMap(({ schema }) => parseSchema(schema).fields);
    const types = new Set(fields.map(({ type }) => type));
    const all = [
      'string',
      'text',
      'int',
      'float',
      'boolean',
      'date',
      'datetime',
      'enum',
      'array',
      'file',
      'json',
    ];
    expect([...types].sort()).toEqual(all.sort());
    expect(fields.some(({ items }) => items)).toBe(true);
    expect(fields.some(({ type, schema }) => type === 'array' && schema)).toBe(true);
    expect(fields.some(({ type, multiple }) => type === 'file' && multiple)).toBe(true);
    for (const key of ['required', 'indexed', 'unique', 'filterable', 'vectorize'] as const) {
      expect(fields.some((field) => field[key])).toBe(true);
    }
    const stated = workspace.collections.flatMap(({ schema }) => schema['fields'] as object[]);
    const keys = ['default', 'min', 'max', 'unit', 'max_length', 'accept', 'max_files', 'store_in'];
    expect(keys.filter((key) => !stated.some((field) => key in field))).toEqual([]);
  });

  it.each(workspace.collections)('has valid records in $name', ({ schema, records, rows }) => {
    const compiled = parseSchema(schema);
    for (const fields of [...records.map((record) => record.fields), ...rows]) {
      expect(validateRecord(compiled, fields, 'create').errors).toEqual([]);
    }
    expect(records.length + rows.length).toBeGreaterThan(0);
  });

  it('has the files that its records name, at least five PDFs among them', async () => {
    const paths = workspace.collections.flatMap(({ records }) =>
      records.flatMap(({ files }) => Object.values(files).flat()),
    );
    expect(paths.filter((path) => !existsSync(path))).toEqual([]);
    const pdfs = paths.filter((path) => path.endsWith('.pdf'));
    expect(pdfs.length).toBeGreaterThanOrEqual(5);
    for (const path of pdfs) {
      expect((await readFile(path)).subarray(0, 5).toString()).toBe('%PDF-');
    }
  });

  it('has a table of more than 500 measurements', () => {
    const rows = workspace.collections.find(({ name }) => name === 'measurements')?.rows ?? [];
    expect(rows.length).toBeGreaterThan(500);
    expect(new Set(rows.map((row) => row['sample_code'])).size).toBe(rows.length);
  });

  it('prints in its annual report what the table of measurements says', async () => {
    const report = await readFile(join(import.meta.dirname, 'sources/relatorio-anual-2025.md'), 'utf8');
    const rows = workspace.collections.find(({ name }) => name === 'measurements')?.rows ?? [];
    for (let station = 1; station <= 10; station += 1) {
      const code = `AND-${String(station).padStart(2, '0')}`;
      const year = rows.filter(
        ({ station: at, sampled_on: day }) =>
          at === code && String(day).startsWith('2025') && day !== '2025-03-14',
      );
      const outside = year.filter((row) => row['within_class_2'] === false).length;
      const coli = Math.round(median(year.map((row) => Number(row['e_coli_100ml']))));
      expect(report).toMatch(new RegExp(`\\| ${code} .*\\| +${coli} \\| +${outside} \\|`));
    }
  });
});

function median(numbers: number[]): number {
  const sorted = numbers.toSorted((a, b) => a - b);
  const middle = sorted.length / 2;
  return ((sorted[Math.ceil(middle) - 1] ?? 0) + (sorted[Math.floor(middle)] ?? 0)) / 2;
}
