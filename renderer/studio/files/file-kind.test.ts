import { expect, it } from 'vitest';
import { fileKind } from './file-kind.ts';

it.each([
  ['a.pdf', 'application/pdf', 'pdf'],
  ['scan', 'application/pdf', 'pdf'],
  ['scan.PDF', 'application/octet-stream', 'pdf'],
  ['a.png', 'image/png', 'image'],
  ['a.tif', 'image/tiff', 'other'],
  ['rows', 'text/csv; charset=utf-8', 'table'],
  ['rows.tsv', 'text/plain', 'table'],
  ['notes.md', 'text/markdown', 'text'],
  ['notes.md', 'application/octet-stream', 'text'],
  ['page.html', 'text/html', 'text'],
  ['a.geojson', 'application/geo+json', 'text'],
  ['a.docx', 'application/vnd.openxmlformats-officedocument.wordprocessingml.document', 'other'],
  ['no-ending', '', 'other'],
] as const)('shows %s of %s as %s', (name, content_type, kind) => {
  expect(fileKind({ name, content_type })).toBe(kind);
});
