import createClient from 'openapi-fetch';
import type { Middleware } from 'openapi-fetch';
import { reportReached, reportUnreached } from './connection.ts';
import type { paths } from './generated/openapi.d.ts';
import { ApiProblem, readProblem } from './problem.ts';
import { loseSession } from './session.ts';

/** What every answer goes through: refusals become an `ApiProblem`, a session that ended is told to the session. */
const answers: Middleware = {
  async onResponse({ response, request }) {
    reportReached();
    if (response.ok) return;
    const problem = await readProblem(response);
    if (response.status === 401 && !new URL(request.url).pathname.startsWith('/studio/')) loseSession();
    throw new ApiProblem(problem);
  },
  onError({ error }) {
    if (error instanceof ApiProblem || isAbort(error)) return;
    reportUnreached();
    return new ApiProblem({
      type: 'about:blank',
      title: 'FroDB did not answer',
      status: 0,
      detail: 'The connection to FroDB was lost.',
      code: 'unreachable',
    });
  },
};

function isAbort(error: unknown): boolean {
  return error instanceof DOMException && error.name === 'AbortError';
}

/**
 * The HTTP API with the types of its OpenAPI document: `await api.GET('/databases/{database}', { params })`. Rejects with
 * an `ApiProblem` for whatever is not a success, so that `data` is always there (see `dataOf`).
 */
export const api = createClient<paths>({ baseUrl: location.origin });
api.use(answers);

/** The body of an answer that was a success: `dataOf(api.GET('/jobs'))`. */
export async function dataOf<Data>(answer: Promise<{ data?: Data }>): Promise<NonNullable<Data>> {
  const { data } = await answer;
  // 204 and empty bodies have no data, and nobody asks for it there.
  return data as NonNullable<Data>;
}
