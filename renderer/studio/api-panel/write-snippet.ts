import { requestUrl } from './api-request.ts';
import type { ApiRequest, SnippetLanguage } from './api-request.ts';
import { javascriptLiteral, pythonLiteral, shellQuote } from './literals.ts';

/**
 * A request as a program that runs as it stands: the key comes from the environment (`FRODB_KEY`), so that no snippet
 * that is sent on carries one.
 */
export function writeSnippet(language: SnippetLanguage, request: ApiRequest, origin: string): string {
  return writers[language](request, requestUrl(request, origin));
}

const writers: Record<SnippetLanguage, (request: ApiRequest, url: string) => string> = {
  curl: writeCurl,
  typescript: writeTypescript,
  python: writePython,
};

function writeCurl({ method, body }: ApiRequest, url: string): string {
  const parts = [`curl -sS --fail-with-body ${shellQuote(url)}`, '-H "Authorization: Bearer $FRODB_KEY"'];
  // `--json` makes a POST of it.
  const isSaid = body === undefined ? method === 'GET' : method === 'POST';
  if (!isSaid) parts.push(`-X ${method}`);
  if (body !== undefined) parts.push(`--json ${shellQuote(JSON.stringify(body, null, 2))}`);
  return parts.join(' \\\n  ');
}

function writeTypescript({ method, body }: ApiRequest, url: string): string {
  const options = [
    method === 'GET' ? null : `method: '${method}',`,
    body === undefined
      ? 'headers: { authorization: `Bearer ${process.env.FRODB_KEY}` },'
      : "headers: {\n    authorization: `Bearer ${process.env.FRODB_KEY}`,\n    'content-type': 'application/json',\n  },",
    body === undefined ? null : `body: JSON.stringify(${indent(javascriptLiteral(body))}),`,
  ].filter((option) => option !== null);
  return [
    `const response = await fetch(${javascriptLiteral(url)}, {`,
    ...options.map((option) => `  ${option}`),
    '});',
    'if (!response.ok) throw new Error(await response.text());',
    method === 'DELETE' ? 'console.log(response.status);' : 'console.log(await response.json());',
  ].join('\n');
}

function writePython({ method, body }: ApiRequest, url: string): string {
  // `delete` and `get` take no body.
  const isShort = body === undefined || method !== 'DELETE';
  return [
    'import os',
    '',
    'import httpx',
    '',
    `answer = httpx.${isShort ? `${method.toLowerCase()}(` : `request(\n    "${method}",`}`,
    `    ${pythonLiteral(url)},`,
    `    headers={"Authorization": f"Bearer {os.environ['FRODB_KEY']}"},`,
    ...(body === undefined ? [] : [`    json=${indent(pythonLiteral(body), '    ')},`]),
    '    timeout=30,',
    ')',
    method === 'DELETE'
      ? 'print(answer.raise_for_status().status_code)'
      : 'print(answer.raise_for_status().json())',
  ].join('\n');
}

/** All lines but the first, deeper. Literals have no line breaks inside strings. */
function indent(text: string, by = '  '): string {
  return text.replaceAll('\n', `\n${by}`);
}
