import type { ApiClient } from './api-client.ts';

/** A search that makes a point; `point` says which. */
export interface DemoSearch {
  point: string;
  collection: string;
  query: string;
  filters?: Record<string, unknown>;
  /** How many results are shown. */
  limit: number;
}

export interface Highlight {
  field: string;
  text: string;
  /** Half-open, in UTF-16 units. */
  ranges: [number, number][];
  page: number | null;
}

export interface SearchResult {
  id: string;
  score: number;
  record: Record<string, unknown>;
  files: { field: string; name: string }[];
  highlights: Highlight[];
}

export interface SearchAnswer {
  results: SearchResult[];
  total: number;
  took_ms: number;
}

export const searches: DemoSearch[] = [
  {
    point: 'Accents need not be typed',
    collection: 'documents',
    query: 'erosao margem concava',
    limit: 2,
  },
  {
    point: 'Any form of a word finds the others: "fotografou pegadas … de capivaras"',
    collection: 'documents',
    query: 'fotografamos capivara',
    limit: 2,
  },
  {
    point: 'Words, a date and a number at once: foam in 2025 where E. coli was over the limit',
    collection: 'measurements',
    query: 'espuma',
    filters: { sampled_on: { $gte: '2025-01-01' }, e_coli_100ml: { $gt: 1000 } },
    limit: 3,
  },
  {
    point: 'A code is found whole',
    collection: 'documents',
    query: 'LQA-2025/0417',
    limit: 2,
  },
  {
    point: 'The passage and its page, not only the document',
    collection: 'documents',
    query: 'discard a sample when its holding time has passed',
    limit: 1,
  },
];

/** Runs one of the searches against the loaded workspace. */
export function runSearch(client: ApiClient, database: string, search: DemoSearch): Promise<SearchAnswer> {
  const { collection, query, filters, limit } = search;
  const body = { query, limit, ...(filters === undefined ? {} : { filters }) };
  return client.request('POST', `/databases/${database}/collections/${collection}/search`, body);
}

/** How matching words are set apart: colours on a terminal, guillemets elsewhere. */
export interface Marks {
  open: string;
  close: string;
  dim: (text: string) => string;
}

export const plainMarks: Marks = { open: '«', close: '»', dim: (text) => text };
export const terminalMarks: Marks = {
  open: '\u001B[1;33m',
  close: '\u001B[0m',
  dim: (text) => `\u001B[2m${text}\u001B[0m`,
};

/** What a search found, as lines to print: record, file, page and the passage with its matching words marked. */
export function describeAnswer(
  number: number,
  search: DemoSearch,
  answer: SearchAnswer,
  marks: Marks,
): string[] {
  const filter = search.filters === undefined ? '' : `  ${JSON.stringify(search.filters)}`;
  const lines = [
    `${number}. ${search.point}`,
    marks.dim(`   ${search.collection} ? ${search.query}${filter}`),
  ];
  if (answer.results.length === 0) lines.push('   nothing found');
  for (const result of answer.results) lines.push(...describeResult(result, search, marks));
  lines.push(marks.dim(`   ${answer.took_ms} ms`), '');
  return lines;
}

function describeResult(result: SearchResult, { filters = {} }: DemoSearch, marks: Marks): string[] {
  const [best] = result.highlights;
  const filtered = Object.keys(filters).map((field) => `, ${field} ${String(result.record[field])}`);
  const title = `${titleOf(result)}${filtered.join('')}`;
  if (!best) return [`   - ${title}`];
  const files = result.files.filter(({ field }) => field === best.field);
  const page = best.page === null ? '' : `, page ${best.page}`;
  // Of a field with several files the answer does not say in which the passage stands.
  const where = files.length === 1 ? files[0]?.name : best.field;
  return [`   - ${title}  ${marks.dim(`(${where}${page})`)}`, `     ${excerpt(best, marks)}`];
}

function titleOf({ id, record }: SearchResult): string {
  for (const field of ['title', 'name', 'sample_code', 'number']) {
    const value = record[field];
    if (typeof value === 'string' || typeof value === 'number') return String(value);
  }
  return id;
}

const excerptLength = 200;

/** About 200 characters of the passage around its first match, on one line. */
export function excerpt({ text, ranges }: Pick<Highlight, 'text' | 'ranges'>, marks: Marks): string {
  const first = ranges[0]?.[0] ?? 0;
  const start = wordStart(text, first - 60);
  const end = wordEnd(text, start + excerptLength);
  let marked = '';
  let at = start;
  for (const [from, to] of ranges) {
    if (from < at || to > end) continue;
    marked += `${text.slice(at, from)}${marks.open}${text.slice(from, to)}${marks.close}`;
    at = to;
  }
  marked += text.slice(at, end);
  const line = marked.replace(/\s+/g, ' ').trim();
  return `${start > 0 ? '… ' : ''}${line}${end < text.length ? ' …' : ''}`;
}

/** The first word that begins at or after `position`. */
function wordStart(text: string, position: number): number {
  if (position <= 0) return 0;
  return text.slice(position - 1).search(/(?<=\s)\S/) + position - 1;
}

/** The end of the last whole word before `position`. */
function wordEnd(text: string, position: number): number {
  if (position >= text.length) return text.length;
  const space = text.slice(0, position + 1).search(/\s\S*$/);
  return space === -1 ? position : space;
}
