/** An RFC 9457 problem document, as the gateway answers everything that is not a success. */
export interface Problem {
  type: string;
  title: string;
  /** The HTTP status; 0 when nothing answered. */
  status: number;
  detail: string;
  /** Stable word, see `gateway/errors.ts`; beside those `unreachable`, and `unknown` for an answer that is no problem document. */
  code: string;
  request_id?: string | undefined;
  errors?: FieldProblem[] | undefined;
  /** Of a 503 that ends when something is done: how far that is. */
  progress?: { done: number; total: number | null } | undefined;
  /** With `progress`: the time left; null while not known. */
  eta_seconds?: number | null | undefined;
}

/** One thing wrong with the input: `path` is `field`, `field.sub`, `tags[1]`, `fields[6].type`, or `body`. */
export interface FieldProblem {
  path: string;
  code: string;
  message: string;
  params?: Record<string, string | number | boolean | null> | undefined;
}

/** What the API rejects with. */
export class ApiProblem extends Error {
  readonly problem: Problem;

  constructor(problem: Problem) {
    super(problem.detail);
    this.name = 'ApiProblem';
    this.problem = problem;
  }
}

/** The problem of anything that was thrown; what is no `ApiProblem` is a fault of Studio's own. */
export function problemOf(error: unknown): Problem {
  if (error instanceof ApiProblem) return error.problem;
  if (isProblem(error)) return error;
  const detail = error instanceof Error ? error.message : String(error);
  return { type: 'about:blank', title: 'Studio made a mistake', status: 0, detail, code: 'studio' };
}

function isProblem(error: unknown): error is Problem {
  return (
    typeof error === 'object' && error !== null && 'code' in error && 'status' in error && 'detail' in error
  );
}

/** Reads a refusal; what is none of ours (a proxy's page) becomes one of code `unknown`. */
export async function readProblem(response: Response): Promise<Problem> {
  const text = await response.text();
  if (response.headers.get('content-type')?.startsWith('application/problem+json')) {
    return JSON.parse(text) as Problem;
  }
  return {
    type: 'about:blank',
    title: response.statusText,
    status: response.status,
    detail: text.slice(0, 300),
    code: 'unknown',
    request_id: response.headers.get('x-request-id') ?? undefined,
  };
}
