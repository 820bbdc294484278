import type { RunningFrodb } from '../support/frodb.ts';

/** An answer of a gateway; null when the connection broke before there was one. */
export type Reply = { status: number; headers: Headers; json: Record<string, unknown> } | null;

/** One request. `body`: an object is sent as JSON, a form as multipart. */
export async function ask(
  { url, key }: Pick<RunningFrodb, 'url' | 'key'>,
  method: string,
  path: string,
  body?: unknown,
  headers: Record<string, string> = {},
): Promise<Reply> {
  const isForm = body instanceof FormData;
  try {
    const response = await fetch(url + path, {
      method,
      headers: {
        authorization: `Bearer ${key}`,
        ...(isForm || body === undefined ? {} : { 'content-type': 'application/json' }),
        ...headers,
      },
      ...(body === undefined ? {} : { body: isForm ? body : JSON.stringify(body) }),
    });
    const text = await response.text();
    const json = (text === '' ? {} : JSON.parse(text)) as Record<string, unknown>;
    return { status: response.status, headers: response.headers, json };
  } catch {
    return null;
  }
}

/** A collection of which a write touches all three stores. */
export const docs = {
  name: 'docs',
  fields: [
    { name: 'title', type: 'string', unique: true },
    { name: 'body', type: 'text', vectorize: true },
    { name: 'year', type: 'int', filterable: true },
    { name: 'file', type: 'file', extract_config: { extract_text: false } },
  ],
};

export function withFile(title: string, year = 1): FormData {
  const form = new FormData();
  form.set('title', title);
  form.set('body', `O rio ${title} corre para o mar.`);
  form.set('year', String(year));
  form.set('file', new Blob([Buffer.alloc(50_000, title)]), 'f.bin');
  return form;
}

/** How many records have the title. */
export async function countOf(frodb: Pick<RunningFrodb, 'url' | 'key'>, title: string): Promise<number> {
  const reply = await ask(frodb, 'POST', '/collections/docs/query', { filters: { title } });
  if (reply?.status !== 200) throw new Error(`no answer to a query: ${JSON.stringify(reply)}`);
  return Number(reply.json['total']);
}
