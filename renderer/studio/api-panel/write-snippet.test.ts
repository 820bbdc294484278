import { execFileSync } from 'node:child_process';
import { describe, expect, it } from 'vitest';
import type { ApiRequest } from './api-request.ts';
import { javascriptLiteral, pythonLiteral, shellQuote } from './literals.ts';
import { writeSnippet } from './write-snippet.ts';

const origin = 'http://127.0.0.1:7420';
const nasty = [
  "it's",
  `"double" 'single' \`tick\``,
  '$FRODB_KEY $(id) ${HOME} !! \\ \\n %s',
  'line\nbreak\r\ttab',
  "'; rm -rf / #",
  '   ',
  '-X',
  'água 🌊 \u2028 \u0000 \u007f',
  '</script>',
  '\ud800',
];

const search: ApiRequest = {
  title: 'Search',
  method: 'POST',
  path: '/databases/demo/collections/documents/search',
  body: { query: "it's", filters: { kind: 'report' }, limit: 20 },
};

describe('what is quoted for a shell', () => {
  const posix = process.platform === 'win32' ? it.skip : it;
  posix.each(nasty.filter((text) => !text.includes('\0') && text.isWellFormed()))(
    'arrives as it is: %j',
    (text) => {
      expect(execFileSync('sh', ['-c', `printf %s ${shellQuote(text)}`], { encoding: 'utf8' })).toBe(text);
    },
  );

  posix('gives curl its arguments', () => {
    const request = { ...search, body: { query: nasty.join(''), filters: { a: null } } };
    const script = writeSnippet('curl', request, origin).replace(/^curl /, `printf '%s\\0' `);
    const args = execFileSync('sh', ['-c', script], { encoding: 'utf8', env: { FRODB_KEY: 'k' } }).split(
      '\0',
    );
    const [, , url, , header, , body] = args;
    expect(url).toBe(`${origin}/databases/demo/collections/documents/search`);
    expect(header).toBe('Authorization: Bearer k');
    expect(JSON.parse(body ?? '')).toEqual(request.body);
  });
});

describe('a literal', () => {
  const value = {
    nasty,
    list: [1, -2.5, 1e21, true, false, null],
    $and: [{ 'a.b': { $in: [] } }],
    empty: {},
  };

  it('is what it says, in JavaScript', () => {
    // oxlint-disable-next-line no-eval
    expect((0, eval)(`(${javascriptLiteral(value)})`)).toEqual(value);
    // oxlint-disable-next-line no-eval
    const odd: unknown = (0, eval)(
      `(${javascriptLiteral(JSON.parse('{"__proto__": 1, "constructor": 2}'))})`,
    );
    expect(JSON.stringify(odd)).toBe('{"__proto__":1,"constructor":2}');
  });

  it('is what it says, in Python', () => {
    expect(pythonLiteral({ a: [true, false, null, "it's", 'say "no"\n'] })).toBe(
      String.raw`{"a": [True, False, None, "it's", "say \"no\"\n"]}`,
    );
  });
});

describe('a snippet', () => {
  it('is curl', () => {
    expect(writeSnippet('curl', search, origin)).toBe(
      String.raw`curl -sS --fail-with-body 'http://127.0.0.1:7420/databases/demo/collections/documents/search' \
  -H "Authorization: Bearer $FRODB_KEY" \
  --json '{
  "query": "it'\''s",
  "filters": {
    "kind": "report"
  },
  "limit": 20
}'`,
    );
  });

  it('is TypeScript', () => {
    expect(writeSnippet('typescript', search, origin)).toBe(
      `const response = await fetch('http://127.0.0.1:7420/databases/demo/collections/documents/search', {
  method: 'POST',
  headers: {
    authorization: \`Bearer \${process.env.FRODB_KEY}\`,
    'content-type': 'application/json',
  },
  body: JSON.stringify({ query: 'it\\'s', filters: { kind: 'report' }, limit: 20 }),
});
if (!response.ok) throw new Error(await response.text());
console.log(await response.json());`,
    );
  });

  it('is Python', () => {
    expect(writeSnippet('python', search, origin)).toBe(
      `import os

import httpx

answer = httpx.post(
    "http://127.0.0.1:7420/databases/demo/collections/documents/search",
    headers={"Authorization": f"Bearer {os.environ['FRODB_KEY']}"},
    json={
        "query": "it's",
        "filters": {"kind": "report"},
        "limit": 20,
    },
    timeout=30,
)
print(answer.raise_for_status().json())`,
    );
  });

  it('has its query in the address, encoded', () => {
    const jobs: ApiRequest = {
      title: 'Jobs',
      method: 'GET',
      path: '/jobs',
      query: { state: 'running', filters: '{"a": "b&c"}', kind: undefined },
    };
    const url = `${origin}/jobs?state=running&filters=%7B%22a%22%3A+%22b%26c%22%7D`;
    expect(writeSnippet('curl', jobs, origin)).toBe(
      `curl -sS --fail-with-body '${url}' \\\n  -H "Authorization: Bearer $FRODB_KEY"`,
    );
    expect(writeSnippet('python', jobs, origin)).toContain(`httpx.get(\n    "${url}",`);
    expect(writeSnippet('typescript', jobs, origin)).not.toContain('method');
  });

  it('deletes', () => {
    const remove: ApiRequest = { title: 'Delete', method: 'DELETE', path: '/jobs/1' };
    expect(writeSnippet('curl', remove, origin)).toContain('-X DELETE');
    expect(writeSnippet('python', remove, origin)).toContain('httpx.delete(');
    expect(writeSnippet('python', { ...remove, body: {} }, origin)).toContain(
      'httpx.request(\n    "DELETE",',
    );
  });
});
