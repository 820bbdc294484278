import { testRows, useBench } from '../../support/request-table.ts';
import type { Row } from '../../support/request-table.ts';

const bench = useBench();

testRows('keys, hosts, routes that are not there', bench, [
  {
    what: 'health is open',
    send: 'GET /health',
    as: null,
    status: 200,
    has: { status: 'ok' },
    answers: { 'x-request-id': /./ },
  },
  {
    what: 'the document is open',
    send: 'GET /openapi.json',
    as: null,
    status: 200,
    contains: ['"openapi":"3.1.0"'],
    lacks: [
      '"in":"path","name":"database","required":true},{"schema":{"type":"string"},"in":"path","name":"id"',
    ],
  },
  {
    what: 'everything else is not',
    send: 'GET /health/all',
    as: null,
    status: 401,
    answers: { 'www-authenticate': /Bearer/ },
  },
  { what: 'a wrong key', send: 'GET /databases', as: `frodb_admin_${'9'.repeat(64)}`, status: 401 },
  { what: 'a key of no form', send: 'GET /databases', as: 'x', status: 401 },
  {
    what: 'a key of a small right',
    send: 'POST /api-keys',
    body: { name: 'reader', type: 'readonly', databases: ['other'] },
    status: 201,
    effects: { keys: 1 },
    save: { reader: 'key' },
  },
  { what: 'what it may not see is not there', send: 'GET /databases/default', as: 'reader', status: 404 },
  { what: 'what it may not do on the server', send: 'GET /engines', as: 'reader', status: 403 },
  {
    what: 'a request id comes back',
    send: 'GET /databases',
    headers: { 'x-request-id': 'abc-1' },
    status: 200,
    answers: { 'x-request-id': /^abc-1$/ },
  },
  {
    what: 'also with a problem',
    send: 'GET /databases/none',
    headers: { 'x-request-id': 'abc-2' },
    status: 404,
    has: { request_id: 'abc-2', instance: '/databases/none', code: 'not_found' },
  },
  {
    what: 'an agent that no log can hold',
    send: 'GET /databases',
    headers: { 'x-agent-id': 'a\tb' },
    status: 400,
    problems: [['x-agent-id']],
  },
  {
    what: 'a foreign origin',
    send: 'GET /health',
    headers: { origin: 'https://evil.example' },
    status: 403,
    has: { code: 'foreign_origin' },
  },
  {
    what: 'its own origin by another name is foreign too',
    send: 'GET /databases',
    headers: { origin: 'http://127.0.0.1:1' },
    status: 403,
  },
  ...['/nowhere', '//databases', '/Databases', '/databases/default/collections/x/records/1/files'].map(
    (path): Row => ({ what: 'nothing is there', send: `GET ${path}`, status: 404 }),
  ),
  ...['/', '/studio', '/studio/', '/studio/collections', '/studio/assets/x.js'].map((path): Row => ({
    what: 'Studio says that it is not built',
    send: `GET ${path}`,
    as: null,
    status: 404,
    contains: ['Studio is not built here'],
  })),
  {
    what: 'nor is there a link to it',
    send: 'POST /studio/login-codes',
    status: 404,
    contains: ['Studio is not built here'],
  },
  ...(
    [
      ['DELETE /databases', /GET, HEAD, POST|POST, GET, HEAD|GET.*POST/],
      ['PUT /databases/default', /PATCH/],
      ['POST /health', /GET/],
      ['GET /collections/x/query', /POST/],
      ['GET /collections/x/records', /POST/],
      ['PATCH /collections/x/records:batch', /POST/],
    ] as [string, RegExp][]
  ).map(([send, allow]): Row => ({ what: 'another method', send, status: 405, answers: { allow } })),
  {
    what: 'a body of another type',
    send: 'POST /databases',
    headers: { 'content-type': 'text/plain' },
    body: 'name',
    status: 415,
  },
  {
    what: 'a form',
    send: 'POST /databases',
    headers: { 'content-type': 'application/x-www-form-urlencoded' },
    body: 'name=a',
    status: 415,
  },
  {
    what: 'YAML where only JSON is read',
    send: 'POST /databases',
    headers: { 'content-type': 'application/yaml' },
    body: 'name: a',
    status: 415,
  },
  {
    what: 'a body where none is taken',
    send: 'DELETE /databases/none',
    body: { sure: true },
    status: 400,
    problems: [['sure', 'unknown_key']],
  },
  {
    what: 'an unknown query parameter',
    send: 'GET /databases?page=2',
    status: 400,
    problems: [['page', 'unknown_key']],
  },
  {
    what: 'a query parameter twice',
    send: 'GET /databases?limit=1&limit=2',
    status: 400,
    problems: [['limit', 'duplicate']],
  },
  {
    what: 'a number that is none',
    send: 'GET /databases?limit=1e1',
    status: 400,
    problems: [['limit', 'wrong_type']],
  },
  { what: 'a URL that is none', send: 'GET /databases/%E0%A4', status: 400, problems: [['url', 'bad_url']] },
  {
    what: 'YAML for a schema',
    send: 'POST /collections?dry_run=true',
    headers: { 'content-type': 'text/yaml' },
    body: 'name: a\nfields:\n  - name: n\n    type: int\n',
    status: 200,
    has: { valid: true, stores: { postgres: true, qdrant: false, minio: false } },
  },
]);

/** In api.md, and not built yet. */
testRows(
  'routes to come',
  bench,
  [
    'GET /audit',
    'GET /usage',
    'GET /providers/embeddings',
    'POST /providers/embeddings',
    'GET /providers/embeddings/1',
    'POST /providers/embeddings/1/test',
    'GET /collections/x/records/0190a5b0-0000-7000-8000-000000000000/versions',
    'PUT /collections/x',
    'PUT /databases/default/collections/x',
  ].map((send): Row => ({ what: 'not built', send, status: 404 })),
);
