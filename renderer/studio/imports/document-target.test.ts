import { expect, it } from 'vitest';
import type { Field } from '../../api/types.ts';
import { documentRecord, documentTarget } from './document-target.ts';

const file: Field = { name: 'scan', type: 'file', multiple: true };

it('gives the name of a file to the strings that are required', () => {
  const fields: Field[] = [
    { name: 'code', type: 'string', required: true, max_length: 5 },
    { name: 'title', type: 'string' },
    file,
  ];
  const target = documentTarget(fields, file);
  expect(target).toEqual({ file, titles: ['code'], missing: [] });
  expect(documentRecord(target, { fields }, 'report-14.pdf', 'f')).toEqual({
    code: 'repor',
    scan: [{ file_id: 'f' }],
  });
});

it('gives it to a title where none is required, and names what is missing', () => {
  const fields: Field[] = [
    { name: 'title', type: 'string' },
    { name: 'river', type: 'enum', values: ['a'], required: true },
    { name: 'count', type: 'int', required: true, default: 0 },
    file,
  ];
  expect(documentTarget(fields, file)).toEqual({ file, titles: ['title'], missing: ['river'] });
});
