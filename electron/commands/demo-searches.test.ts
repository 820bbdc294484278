import { describe, expect, it } from 'vitest';
import { describeAnswer, excerpt, plainMarks } from './demo-searches.ts';
import type { SearchAnswer } from './demo-searches.ts';

function rangesOf(text: string, ...words: string[]): [number, number][] {
  return words.map((word) => [text.indexOf(word), text.indexOf(word) + word.length]);
}

describe('excerpt', () => {
  it('marks the words that matched, accents kept', () => {
    const text = 'A erosão das margens tira terra de quem planta.';
    const ranges = rangesOf(text, 'erosão', 'margens');
    expect(excerpt({ text, ranges }, plainMarks)).toBe('A «erosão» das «margens» tira terra de quem planta.');
  });

  it('shows the passage around the first match, at whole words, on one line', () => {
    const text = `${'antes e muito antes '.repeat(10)}\n\na captação parou ${'depois '.repeat(60)}`;
    const shown = excerpt({ text, ranges: rangesOf(text, 'captação') }, plainMarks);
    expect(shown).toMatch(/^… \S.*«captação» parou depois.*depois …$/);
    expect(shown).not.toContain('\n');
    expect(shown.length).toBeLessThan(230);
  });

  it('leaves out ranges beyond the excerpt', () => {
    const text = `lambari ${'água '.repeat(100)}lambari`;
    const ranges: [number, number][] = [
      [0, 7],
      [text.length - 7, text.length],
    ];
    expect(excerpt({ text, ranges }, plainMarks).match(/«/g)).toHaveLength(1);
  });

  it('copes with a passage without matches, and with one endless word', () => {
    expect(excerpt({ text: '', ranges: [] }, plainMarks)).toBe('');
    const endless = 'x'.repeat(1000);
    expect(excerpt({ text: endless, ranges: [[500, 501]] }, plainMarks).length).toBeLessThan(250);
  });
});

describe('describeAnswer', () => {
  const search = { point: 'A point', collection: 'documents', query: 'captação', limit: 2 };

  it('prints record, file, page and passage', () => {
    const text = 'A captação parou.';
    const answer: SearchAnswer = {
      results: [
        {
          id: 'x',
          score: 1,
          record: { title: 'Relatório' },
          files: [{ field: 'file', name: 'relatorio.pdf' }],
          highlights: [{ field: 'file', text, ranges: rangesOf(text, 'captação'), page: 4 }],
        },
      ],
      total: 1,
      took_ms: 3,
    };
    expect(describeAnswer(1, search, answer, plainMarks)).toEqual([
      '1. A point',
      '   documents ? captação',
      '   - Relatório  (relatorio.pdf, page 4)',
      '     A «captação» parou.',
      '   3 ms',
      '',
    ]);
  });

  it('shows what was filtered by', () => {
    const record = { number: 7, n: 12, day: '2025-01-02' };
    const answer: SearchAnswer = {
      results: [{ id: 'x', score: 1, record, files: [], highlights: [] }],
      total: 1,
      took_ms: 3,
    };
    const filters = { day: { $gte: '2025-01-01' }, n: { $gt: 10 } };
    const lines = describeAnswer(1, { ...search, filters }, answer, plainMarks);
    expect(lines).toContain('   - 7, day 2025-01-02, n 12');
  });

  it('says so when nothing was found', () => {
    const lines = describeAnswer(2, search, { results: [], total: 0, took_ms: 1 }, plainMarks);
    expect(lines).toContain('   nothing found');
  });
});
