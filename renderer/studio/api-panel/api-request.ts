/** A request to the API that does what a page shows. */
export interface ApiRequest {
  /** What it does, in a few words, translated. */
  title: string;
  method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';
  /** As it is sent, its parts encoded: `/databases/demo/collections/documents/query`. */
  path: string;
  query?: Record<string, string | number | boolean | undefined>;
  /** Sent as JSON. */
  body?: unknown;
}

export const snippetLanguages = ['curl', 'typescript', 'python'] as const;
export type SnippetLanguage = (typeof snippetLanguages)[number];

/** Its whole address. */
export function requestUrl({ path, query = {} }: ApiRequest, origin: string): string {
  const given = Object.entries(query).filter(([, value]) => value !== undefined);
  const search = new URLSearchParams(given.map(([name, value]) => [name, String(value)])).toString();
  return `${origin}${path}${search === '' ? '' : `?${search}`}`;
}
