/**
 * An answer of the API that is not a success: its status (0 if there was no answer), and the problem document's detail
 * as the message, fit for people.
 */
export class ApiError extends Error {
  readonly status: number;
  readonly code: string;

  constructor(status: number, code: string, detail: string) {
    super(detail);
    this.name = 'ApiError';
    this.status = status;
    this.code = code;
  }
}

export interface ApiClient {
  /** The JSON of the answer (undefined for 204). Throws ApiError when the status is not 2xx. */
  request<T>(method: string, path: string, body?: unknown): Promise<T>;
}

interface Problem {
  code?: string;
  detail?: string;
  title?: string;
}

/** A client of a running FroDB's HTTP API. A body is sent as JSON, or as multipart if it is a FormData. */
export function createApiClient(url: string, key: string, send: typeof fetch = fetch): ApiClient {
  const base = url.replace(/\/+$/, '');
  return {
    async request<T>(method: string, path: string, body?: unknown): Promise<T> {
      const headers: Record<string, string> = { authorization: `Bearer ${key}` };
      const init: RequestInit = { method, headers };
      if (body instanceof FormData) {
        init.body = body;
      } else if (body !== undefined) {
        headers['content-type'] = 'application/json';
        init.body = JSON.stringify(body);
      }
      const response = await send(`${base}${path}`, init).catch(() => {
        throw new ApiError(0, 'unreachable', `Nothing answers at ${base}.`);
      });
      const text = await response.text();
      if (!response.ok) throw toError(response.status, text);
      return (text === '' ? undefined : JSON.parse(text)) as T;
    },
  };
}

function toError(status: number, text: string): ApiError {
  let problem: Problem = {};
  try {
    problem = JSON.parse(text) as Problem;
  } catch {
    // Not ours, for example a proxy's page: the status has to do.
  }
  const detail = problem.detail ?? problem.title ?? `The server answered ${status}.`;
  return new ApiError(status, problem.code ?? '', detail);
}
