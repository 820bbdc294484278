import { describe, expect, it } from 'vitest';
import { splitMarkdown } from './split-markdown.ts';

const paragraph = 'A few words about the river.\n\n';
const long = paragraph.repeat(1200);

describe('long Markdown', () => {
  it('is cut before a paragraph or heading, and nothing of it is lost', () => {
    const text = `${long}# Heading\n\n${long}- item\n\n  more\n\n- item\n\n${long}`;
    const parts = splitMarkdown(text);
    expect(parts.length).toBeGreaterThan(2);
    expect(parts.map((part) => part.slice(0, -1)).join('')).toBe(text);
    for (const part of parts) expect(part).toMatch(/^(?:A few|# )/);
  });

  it('stays whole while it is short', () => {
    expect(splitMarkdown(paragraph.repeat(10))).toEqual([paragraph.repeat(10)]);
  });

  it.each([
    ['code', '```\n', '```\n'],
    ['longer fences', '~~~~\n~~~\n', '~~~~\n'],
    ['preformatted text', '<pre>\n', '</pre>\n'],
    ['a comment', '<!-- c\n', '-->\n'],
    ['a list', '- item\n\n', ''],
  ])('is not cut inside %s', (what, start, end) => {
    const inside = what === 'a list' ? '  A few words.\n\n'.repeat(4000) : long;
    expect(splitMarkdown(`${start}${inside}${end}`)).toHaveLength(1);
  });

  it('has its link definitions in every part', () => {
    const parts = splitMarkdown(`${long}[a][b]\n\n${long}${long}[b]: http://x.y\n`);
    expect(parts.length).toBeGreaterThan(1);
    for (const part of parts) expect(part).toContain('[b]: http://x.y');
  });
});
