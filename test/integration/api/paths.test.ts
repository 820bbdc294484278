import { describe, expect, it } from 'vitest';
import { testRows, useBench } from '../../support/request-table.ts';
import type { Row } from '../../support/request-table.ts';

const bench = useBench();

const form = new FormData();
form.set('file', new Blob(['x']), 'x.txt');
const json = { 'content-type': 'application/json' };

/** Bodies of which nothing may matter where there is no route. */
const bodies: [what: string, more: Pick<Row, 'body' | 'headers'>][] = [
  ['no body', {}],
  ['a JSON body', { body: { name: 'x', fields: [] } }],
  ['a body that is no JSON', { body: '{"name": ', headers: json }],
  ['a body that is no UTF-8', { body: new Blob([new Uint8Array([0x22, 0xff])]), headers: json }],
  ['a body that is too large', { body: `"${'x'.repeat(9_000_000)}"`, headers: json }],
  ['a form', { body: form }],
  ['a form that is none', { body: 'x', headers: { 'content-type': 'multipart/form-data; boundary=y' } }],
  ['NDJSON', { body: '{}\n', headers: { 'content-type': 'application/x-ndjson' } }],
  ['a body of an odd type', { body: 'x', headers: { 'content-type': 'image/png' } }],
  ['a packed body', { body: 'x', headers: { ...json, 'content-encoding': 'gzip' } }],
  ['a foreign Idempotency-Key', { body: {}, headers: { 'idempotency-key': 'a b' } }],
];

testRows(
  'there is no such path',
  bench,
  ['/nowhere', '/collections/x/nowhere/', '/databases/default/nowhere?limit=1', '//databases'].flatMap(
    (path) =>
      bodies.flatMap(([what, more]) =>
        ['POST', 'PATCH', 'PUT', 'DELETE'].flatMap((method): Row[] =>
          [undefined, null].map((as) => ({
            what: `${what}, ${as === null ? 'no key' : 'a key'}`,
            send: `${method} ${path}`,
            ...more,
            ...(as === null ? { as } : {}),
            status: 404,
            has: { code: 'not_found' },
          })),
        ),
      ),
  ),
);

testRows(
  'the path takes other methods',
  bench,
  bodies.flatMap(([what, more]): Row[] =>
    [
      ['PUT /databases', /POST/],
      ['PUT /databases/', /POST/],
      ['POST /health/', /GET/],
      ['PATCH /collections/x/query', /POST/],
      ['DELETE /collections/x/records:batch/', /POST/],
    ].map(([send, allow]) => ({
      what,
      send: send as string,
      ...more,
      status: 405,
      has: { code: 'method_not_allowed' },
      answers: { allow: allow as RegExp },
    })),
  ),
);

describe('a slash at the end', () => {
  it('finds the route, whatever it is', async () => {
    const { gateway } = bench;
    for (const { method, url } of gateway.routes) {
      if (method === 'HEAD') continue;
      const path = url
        .replaceAll(/\([^)]*\)/g, '')
        .replace('::', '\0')
        .replaceAll(/:[a-z]+/g, 'none')
        .replace('\0', ':');
      // No right input anywhere, so that nothing is changed.
      const ask = (asked: string) =>
        gateway.ask(method, asked, method === 'GET' ? undefined : { none: 1 }, { key: null });
      for (const query of ['', '?none=/']) {
        const [plain, ...slashed] = await Promise.all(
          ['', '/', '//'].map((slashes) => ask(`${path}${slashes}${query}`)),
        );
        for (const answer of slashed) {
          expect([method, path, answer.status]).toEqual([method, path, plain?.status]);
          expect(answer.json['detail']).toBe(plain?.json['detail']);
        }
        expect([method, path, plain?.json['code']]).not.toEqual([method, path, 'method_not_allowed']);
      }
    }
  });

  it('belongs to the same call of an Idempotency-Key', async () => {
    const headers = { 'idempotency-key': 'slash' };
    const first = await bench.gateway.ask('POST', '/databases', { name: 'slashed' }, { headers });
    const second = await bench.gateway.ask('POST', '/databases/', { name: 'slashed' }, { headers });
    expect([first.status, second.status, second.headers.get('idempotency-replayed')]).toEqual([
      201,
      201,
      'true',
    ]);
    expect(second.json).toEqual(first.json);
  });

  it('is in no path of the document of the API', async () => {
    const { json: api } = await bench.gateway.ask('GET', '/openapi.json/');
    const paths = Object.keys(api['paths'] as object);
    expect(paths.filter((path) => path.endsWith('/'))).toEqual([]);
    expect(new Set(paths).size).toBe(paths.length);
  });
});
