import type {
  FastifyBaseLogger,
  FastifyInstance,
  FastifyReply,
  FastifyRequest,
  RawServerDefault,
} from 'fastify';
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { ZodTypeProvider } from 'fastify-type-provider-zod';
import { AppError, invalidField, notFound } from '../errors.ts';
import { limits } from '../contract/limits.ts';
import { assertPermitted, isAdmin as isAdminCaller, permits } from '../features/keys/service.ts';
import type { Action, Caller } from '../features/keys/service.ts';

/** What a route asks of the key: an action, any valid key, or nothing at all. */
export type RouteAction = Action | 'any' | 'open';

/** What a request's body may be. `bytes`: any type, for bare files. */
export type BodyFormat = 'json' | 'yaml' | 'ndjson' | 'multipart' | 'bytes';

/** The server as routes see it: schemas are zod's. */
export type App = FastifyInstance<
  RawServerDefault,
  IncomingMessage,
  ServerResponse,
  FastifyBaseLogger,
  ZodTypeProvider
>;

declare module 'fastify' {
  interface FastifyContextConfig {
    /** Required on every route; a server with a route that names none does not start. */
    action?: RouteAction;
    /**
     * Who checks the action. `route` (default): the server, before anything of the body is read, on the database and
     * collection in the path (`:database`, `:collection`), or on the whole server where the path has none. `service`:
     * the service that the handler calls, because the path alone does not tell. A collection in the path is always
     * checked by the server.
     */
    checkedBy?: 'route' | 'service';
    /** The key must have the right on every collection of the database in the path; default: on any. */
    wholeDatabase?: boolean;
    /** A replay of the call that deleted the collection in the path is the service's to answer. */
    mayBeGone?: boolean;
    /** Default: JSON. NDJSON and bytes arrive as a stream, multipart by `request.parts()`. */
    bodies?: readonly BodyFormat[];
    /** `bytes`: JSON above `limits.inlineBodyBytes` arrives as a Buffer that is parsed elsewhere. */
    bigJson?: 'bytes';
  }
  interface FastifyRequest {
    /** null on open routes. */
    caller: Caller | null;
    agentId: string | null;
    /** Of a write; null without one, and where nothing is written. */
    idempotencyKey: string | null;
    /** Names for the request's log line, where they are not in the path. */
    logged: { db?: string; collection?: string; provider?: string };
  }
}

/** What the server asks of features before it lets a request through. */
export interface Gatekeepers {
  /** The caller of a key; null when it is not valid. */
  authenticate: (key: string) => Promise<Caller | null>;
  /** The collection that a path names, where the caller may do this; 403, 404 or 409 otherwise. */
  findCollection: (
    caller: Caller,
    action: Action,
    place: { database?: string | undefined; collection: string },
  ) => Promise<{ databaseName: string }>;
}

/** Who calls. Every route but the open ones has one. */
export function callerOf(request: FastifyRequest): Caller {
  if (!request.caller) throw new Error('an open route asked who calls');
  return request.caller;
}

/** Who calls, as audit rows tell it. */
export function actorOf(request: FastifyRequest): {
  keyId: string;
  requestId: string;
  agentId: string | null;
} {
  return { keyId: callerOf(request).keyId, requestId: request.id, agentId: request.agentId };
}

/** Does the key of this request manage the server? */
export function isAdmin(request: FastifyRequest): boolean {
  return isAdminCaller(callerOf(request));
}

/** Does the key of this request read the collection, whatever else it does there? */
export function mayRead(
  request: FastifyRequest,
  { databaseName, name }: { databaseName: string; name: string },
): boolean {
  return permits(callerOf(request), 'read', databaseName, name) === 'yes';
}

/** The claim of an Idempotency-Key: this key's, for this method and path; null without one. */
export function claimOf(
  request: FastifyRequest,
): { keyId: string; method: string; path: string; key: string } | null {
  const { idempotencyKey: key, method, url } = request;
  if (key === null) return null;
  const [path = ''] = url.split('?');
  return { keyId: callerOf(request).keyId, method, path, key };
}

/** Readies what a service answers; a handler returns it. Not `reply.send`: to await a reply costs more than to make it. */
export function answerWith(
  reply: FastifyReply,
  { status, headers, body }: { status: number; headers: Record<string, string>; body: unknown },
): never {
  reply.code(status).headers(headers);
  // Of the type that the route says, which the service answers for.
  return body as never;
}

/** Checks key and action before anything of the body is read. */
export async function authorize(request: FastifyRequest, gatekeepers: Gatekeepers): Promise<void> {
  request.agentId = agentOf(request);
  const config = request.routeOptions.config;
  const { action = 'admin', checkedBy = 'route', wholeDatabase = false } = config;
  if (action === 'open') return;
  const caller = await identify(request, gatekeepers);
  request.caller = caller;
  request.idempotencyKey = idempotencyKeyOf(request, action);
  const params = request.params as Record<string, string | undefined>;
  if (Object.values(params).some((value) => value?.includes('\0'))) throw notFound('There is nothing here.');
  if (action === 'any') return;
  const { database, collection } = params;
  if (collection !== undefined) {
    const isReplayable = config.mayBeGone === true && request.idempotencyKey !== null;
    const found = await gatekeepers
      .findCollection(caller, action, { database, collection })
      .catch((error: unknown) => {
        if (isReplayable && error instanceof AppError && error.code === 'not_found') return undefined;
        throw error;
      });
    if (found) request.logged.db = found.databaseName;
  } else if (checkedBy === 'route') {
    const isWhole = database === undefined || wholeDatabase;
    assertPermitted(caller, { action, database: database ?? '*', collection: isWhole ? '*' : null });
  }
}

async function identify(request: FastifyRequest, { authenticate }: Gatekeepers): Promise<Caller> {
  const key = keyOf(request);
  const caller = key === null ? null : await authenticate(key);
  if (caller) return caller;
  const detail =
    key === null
      ? 'Send an API key: Authorization: Bearer frodb_… (or X-API-Key).'
      : 'This API key is not valid: it is mistyped, has run out, or was deleted.';
  throw new AppError('unauthenticated', detail, { headers: { 'www-authenticate': 'Bearer realm="frodb"' } });
}

function keyOf({ headers }: FastifyRequest): string | null {
  const bearer = /^bearer +(\S+) *$/i.exec(headers.authorization ?? '');
  if (headers.authorization !== undefined) return bearer?.[1] ?? '';
  const direct = headers['x-api-key'];
  return typeof direct === 'string' ? direct.trim() : null;
}

function agentOf({ headers }: FastifyRequest): string | null {
  const id = headers['x-agent-id'];
  if (typeof id !== 'string' || id === '') return null;
  if (id.length <= limits.agentIdLength && /^[\x20-\x7e]+$/.test(id)) return id;
  throw invalidField(
    'x-agent-id',
    'bad_header',
    `must be at most ${limits.agentIdLength} visible ASCII characters`,
  );
}

const writingMethods = new Set(['POST', 'PATCH', 'PUT', 'DELETE']);
const harmlessActions = new Set<RouteAction>(['read', 'search', 'open']);
const idempotencyKeyPattern = new RegExp(`^[\\x21-\\x7e]{1,${limits.idempotencyKeyLength}}$`);

function idempotencyKeyOf({ method, headers }: FastifyRequest, action: RouteAction): string | null {
  const key = headers['idempotency-key'];
  if (key === undefined || !writingMethods.has(method) || harmlessActions.has(action)) return null;
  if (typeof key === 'string' && idempotencyKeyPattern.test(key)) return key;
  const message = `must be 1 to ${limits.idempotencyKeyLength} visible ASCII characters`;
  throw invalidField('idempotency-key', 'bad_header', message);
}
