import { testRows, useBench } from '../../support/request-table.ts';
import type { Row } from '../../support/request-table.ts';

const bench = useBench();
const records = '/collections/letters/records';
const one = `${records}/{id}/files`;

function letter(): FormData {
  const body = new FormData();
  body.append('page', new Blob(['<b>0123456789</b>'], { type: 'text/html' }), 'carta "ção".html');
  body.append('pages', new Blob(['first'], { type: 'text/plain' }), '1.txt');
  body.append('pages', new Blob([]), 'empty.bin');
  return body;
}

/** Safe headers on everything that is sent: it may be anything. */
const safe: NonNullable<Row['answers']> = {
  'content-disposition': /^attachment; filename=/,
  'x-content-type-options': /^nosniff$/,
  'content-security-policy': /^sandbox$/,
  'accept-ranges': /^bytes$/,
  etag: /^"[0-9a-f]{64}"$/,
};

testRows('downloads', bench, [
  {
    what: 'a collection',
    send: 'POST /collections',
    body: {
      name: 'letters',
      fields: [
        { name: 'title', type: 'string' },
        { name: 'page', type: 'file' },
        { name: 'pages', type: 'file', multiple: true },
      ],
    },
    status: 201,
    effects: { collections: 1 },
  },
  {
    what: 'a record with files',
    send: `POST ${records}`,
    body: letter(),
    status: 201,
    effects: { rows: 1, objects: 3 },
    save: { id: 'id', sha256: 'page.sha256' },
  },
  {
    what: 'whole',
    send: `GET ${one}/page`,
    status: 200,
    contains: ['<b>0123456789</b>'],
    answers: { ...safe, 'content-type': /^text\/html$/, 'content-length': /^17$/ },
    save: { etag: 'header etag' },
  },
  { what: 'by its database', send: `GET /databases/default${one}/page`, status: 200 },
  {
    what: 'a range',
    send: `GET ${one}/page`,
    headers: { range: 'bytes=3-5' },
    status: 206,
    contains: ['012'],
    lacks: ['3'],
    answers: { ...safe, 'content-range': /^bytes 3-5\/17$/, 'content-length': /^3$/ },
  },
  {
    what: 'from there on',
    send: `GET ${one}/page`,
    headers: { range: 'bytes=13-' },
    status: 206,
    contains: ['</b>'],
    answers: { 'content-range': /^bytes 13-16\/17$/ },
  },
  {
    what: 'the end',
    send: `GET ${one}/page`,
    headers: { range: 'bytes=-4' },
    status: 206,
    contains: ['</b>'],
  },
  {
    what: 'beyond it',
    send: `GET ${one}/page`,
    headers: { range: 'bytes=17-' },
    status: 416,
    has: { code: 'range_not_satisfiable' },
    answers: { 'content-range': /^bytes \*\/17$/ },
  },
  {
    what: 'a range that is none',
    send: `GET ${one}/page`,
    headers: { range: 'lines=1-2' },
    status: 200,
    contains: ['0123456789'],
  },
  {
    what: 'several ranges: the whole',
    send: `GET ${one}/page`,
    headers: { range: 'bytes=0-0,5-6' },
    status: 200,
    contains: ['0123456789'],
  },
  {
    what: 'a range of another version: the whole',
    send: `GET ${one}/page`,
    headers: { range: 'bytes=0-1', 'if-range': '"other"' },
    status: 200,
  },
  {
    what: 'a range of this version',
    send: `GET ${one}/page`,
    headers: { range: 'bytes=0-1', 'if-range': '{etag}' },
    status: 206,
  },
  ...(
    [
      ['more of the end than there is', { range: 'bytes=-30' }, 206, '0-16'],
      ['ranges that are one', { range: 'bytes=5-16, 0-4' }, 206, '0-16'],
      ['one of two that is there', { range: 'bytes=0-1,17-' }, 206, '0-1'],
      ['an end that is no end', { range: 'bytes=-0' }, 416, '*'],
      ['the end before the beginning', { range: 'bytes=5-2' }, 200, null],
      ['ranges of two lines', { range: 'bytes=0-1, bytes=3-4' }, 200, null],
      ['a range of a weak tag', { range: 'bytes=0-1', 'if-range': 'W/{etag}' }, 200, null],
      ['a range of a time', { range: 'bytes=0-1', 'if-range': 'Mon, 30 Nov 2026 00:00:00 GMT' }, 200, null],
      ['no range of another version', { range: 'bytes=17-', 'if-range': '"other"' }, 200, null],
      ['this version', { 'if-match': '"other", {etag}', range: 'bytes=0-1' }, 206, '0-1'],
      ['any version', { 'if-match': '*' }, 200, null],
      ['another version', { 'if-match': '"other"', range: 'bytes=0-1' }, 412, null],
      ['a weak tag', { 'if-match': 'W/{etag}' }, 412, null],
      [
        'a version that is known and not wanted',
        { 'if-match': '"other"', 'if-none-match': '{etag}' },
        412,
        null,
      ],
      ['known by a weak tag', { 'if-none-match': '"other", W/{etag}', range: 'bytes=17-' }, 304, null],
      ['known whatever it is', { 'if-none-match': '*' }, 304, null],
      ['times, which it does not have', { 'if-modified-since': 'Mon, 30 Nov 2099 00:00:00 GMT' }, 200, null],
      ['times without end', { 'if-unmodified-since': 'Thu, 01 Jan 1970 00:00:00 GMT' }, 200, null],
    ] as [string, Record<string, string>, number, string | null][]
  ).map(([what, headers, status, range]): Row => ({
    what,
    send: `GET ${one}/page`,
    headers,
    status,
    ...(status === 200 ? { contains: ['0123456789'] } : {}),
    answers: {
      'content-range': range === null ? null : new RegExp(`^bytes ${range.replace('*', '\\*')}/17$`),
    },
  })),
  {
    what: 'the head of a range is that of the whole',
    send: `HEAD ${one}/page`,
    headers: { range: 'bytes=0-1' },
    status: 200,
    answers: { 'content-length': /^17$/, 'content-range': null },
  },
  ...(
    [
      ['bytes=0-', 416],
      ['bytes=-5', 200],
    ] as const
  ).map(([range, status]): Row => ({
    what: `${range} of no bytes`,
    send: `GET ${one}/pages?n=1`,
    headers: { range },
    status,
  })),
  {
    what: 'known already',
    send: `GET ${one}/page`,
    headers: { 'if-none-match': '{etag}' },
    status: 304,
    lacks: ['0'],
  },
  {
    what: 'another one is known',
    send: `GET ${one}/page`,
    headers: { 'if-none-match': '"other"' },
    status: 200,
  },
  {
    what: 'only its head',
    send: `HEAD ${one}/page`,
    status: 200,
    lacks: ['0'],
    answers: { ...safe, 'content-length': /^17$/ },
  },
  { what: 'the first of several', send: `GET ${one}/pages`, status: 200, contains: ['first'] },
  {
    what: 'the second, without a byte',
    send: `GET ${one}/pages?n=1`,
    status: 200,
    answers: { ...safe, 'content-length': /^0$/ },
  },
  { what: 'a third', send: `GET ${one}/pages?n=2`, status: 404 },
  ...['-1', 'x', '', '1.5', '1e0', '0x1', '1001'].map((n): Row => ({
    what: 'a number that is none',
    send: `GET ${one}/pages?n=${n}`,
    status: 400,
    problems: [['n']],
  })),
  { what: 'a field without files', send: `GET ${one}/title`, status: 404 },
  { what: 'no field', send: `GET ${one}/nope`, status: 404 },
  { what: 'no record', send: `GET ${records}/0190a5b0-0000-7000-8000-000000000000/files/page`, status: 404 },
  { what: 'an id that is none', send: `GET ${records}/1/files/page`, status: 404 },
  { what: 'without a key', send: `GET ${one}/page`, as: null, status: 401 },
  {
    what: 'taken off',
    send: `PATCH ${records}/{id}`,
    body: { page: null },
    status: 200,
    has: { page: null },
  },
  { what: 'so not to be had', send: `GET ${one}/page`, status: 404 },
]);
