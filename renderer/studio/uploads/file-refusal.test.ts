import { describe, expect, it } from 'vitest';
import { refusalOf } from './file-refusal.ts';
import { mediaTypeOf } from './media-type.ts';

const file = (name: string, type = '', size = 10) => ({ name, type, size });

describe('the type of a file', () => {
  it.each([
    ['a.md', '', 'text/markdown'],
    ['sheet.CSV', 'application/vnd.ms-excel', 'text/csv'],
    ['photo.gif', 'image/gif', 'image/gif'],
    ['.env', '', 'application/octet-stream'],
    ['none', '', 'application/octet-stream'],
  ])('of %s is told by its ending first', (name, type, wanted) => {
    expect(mediaTypeOf(file(name, type))).toBe(wanted);
  });
});

describe('a file field', () => {
  it.each([
    ['takes what it accepts', file('a.pdf'), { accept: ['application/pdf'] }, undefined],
    ['takes a family of types', file('a.png'), { accept: ['image/*'] }, undefined],
    ['takes anything without a list', file('a.xyz'), {}, undefined],
    ['refuses another type', file('a.png'), { accept: ['application/pdf'] }, 'not_accepted'],
    ['refuses what is too large for it', file('a.pdf', '', 11), { max_bytes: 10 }, 'too_large'],
    ['refuses what is too large for all', file('a.pdf', '', 5 * 1024 ** 3 + 1), {}, 'too_large'],
  ])('%s', (_what, given, rules, code) => {
    expect(refusalOf(given, rules)?.code).toBe(code);
  });
});
