import { describe, expect, it } from 'vitest';
import type { Field } from '../../api/types.ts';
import { changesBetween, emptyValues, toJson, uploadsIn, valuesOf } from './form-values.ts';

const fields: Field[] = [
  { name: 'title', type: 'string', required: true },
  { name: 'kind', type: 'enum', values: ['a', 'b'], default: 'a' },
  { name: 'n', type: 'int' },
  { name: 'is_open', type: 'boolean' },
  { name: 'tags', type: 'array', items: { type: 'string' } },
  { name: 'counts', type: 'array', items: { type: 'float' } },
  { name: 'raw', type: 'json' },
  {
    name: 'rows',
    type: 'array',
    schema: [
      { name: 'depth', type: 'float' },
      { name: 'note', type: 'json' },
    ],
  },
  { name: 'report', type: 'file' },
  { name: 'photos', type: 'file', multiple: true },
];

const file = (id: string) => ({ id, name: `${id}.pdf`, size: 7, content_type: 'application/pdf' });
const record = {
  id: 'r',
  title: 'One',
  kind: 'b',
  n: 3,
  is_open: false,
  tags: ['x', 'y'],
  counts: [1.5],
  raw: { b: [1, null] },
  rows: [{ depth: 2, note: { k: 1 } }],
  report: file('f1'),
  photos: [file('f2'), file('f3')],
};

describe('a form', () => {
  it('begins with the defaults, and says null for what is empty', () => {
    expect(toJson(fields, emptyValues(fields))).toEqual({
      json: {
        title: null,
        kind: 'a',
        n: null,
        is_open: null,
        tags: null,
        counts: null,
        raw: null,
        rows: null,
        report: null,
        photos: null,
      },
      problems: [],
    });
  });

  it('says of a record what the record says, files by their ids', () => {
    const { id: _id, ...own } = record;
    expect(toJson(fields, valuesOf(fields, record)).json).toEqual({
      ...own,
      report: { file_id: 'f1' },
      photos: [{ file_id: 'f2' }, { file_id: 'f3' }],
    });
  });

  it('keeps what is no number as it was typed, for the server to refuse by its place', () => {
    const values = {
      ...emptyValues(fields),
      counts: { kind: 'words', words: ['1,5', ' 2 ', 'two'] } as const,
    };
    expect(toJson(fields, values).json['counts']).toEqual([1.5, 2, 'two']);
  });

  it('names JSON that is none by its path, inside of objects too', () => {
    const values = valuesOf(fields, record);
    const [group] = values['rows']?.kind === 'groups' ? values['rows'].groups : [];
    const broken = { ...group!, values: { ...group!.values, note: { kind: 'text', text: '{' } as const } };
    const { problems } = toJson(fields, {
      ...values,
      raw: { kind: 'text', text: '[1,' },
      rows: { kind: 'groups', groups: [group!, broken] },
    });
    expect(problems.map(({ path, code }) => [path, code])).toEqual([
      ['raw', 'bad_json'],
      ['rows[1].note', 'bad_json'],
    ]);
  });

  it('sends only what was changed', () => {
    const before = toJson(fields, valuesOf(fields, record)).json;
    expect(changesBetween(before, toJson(fields, valuesOf(fields, { ...record, n: null })).json)).toEqual({
      n: null,
    });
    expect(changesBetween(before, structuredClone(before))).toEqual({});
  });

  it('knows which files are on their way', () => {
    const values = {
      ...emptyValues(fields),
      photos: {
        kind: 'files',
        files: [{ kind: 'upload', uploadId: 'u', name: 'p.jpg', size: 1 }],
      } as const,
    };
    expect(uploadsIn(values)).toEqual(['u']);
  });
});
