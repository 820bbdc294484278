import type {
  FastifyBaseLogger,
  FastifyInstance,
  FastifyReply,
  FastifyRequest,
  RawServerDefault,
} from 'fastify';
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { ZodTypeProvider } from 'fastify-type-provider-zod';
import { assertPermitted } from '../access/permits.ts';
import type { Action, Caller } from '../access/permits.ts';
import { limits } from '../contract/limits.ts';
import { AppError, invalidField, notFound } from '../errors.ts';
import { pageOf } from './page.ts';
import { hasSessionCookie, readSessionCookie } from './session-cookie.ts';

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
     * On what the key must have the right to the action: the whole server (default), any collection of the database in
     * the path, or all of that database; checked before anything of the body is read. `collection`: the collection scope
     * checks, and sets this itself. `service`: the service does, because the path does not tell.
     */
    on?: 'server' | 'database' | 'whole database' | 'collection' | 'service';
    /** Default: JSON. NDJSON and bytes arrive as a stream, multipart by `request.parts()`. */
    bodies?: readonly BodyFormat[];
    /** `bytes`: JSON above `limits.inlineBodyBytes` arrives as a Buffer that is parsed elsewhere. */
    bigJson?: 'bytes';
  }
  interface FastifyRequest {
    /** null on open routes. */
    caller: Caller | null;
    /** Of a caller that came by a browser's session; null with a key. */
    sessionId: string | null;
    agentId: string | null;
    /** Of a write; null without one, and where nothing is written. */
    idempotencyKey: string | null;
    /** Names for the request's log line, where they are not in the path; or that its service writes one. */
    logged: { db?: string; collection?: string; provider?: string; isElsewhere?: boolean };
  }
}

/** The caller of a key as it came in a request; null when it is not valid. */
export type Authenticate = (key: string) => Promise<Caller | null>;

/** Browsers' sessions, as far as requests need them. */
export interface SessionLookup {
  /** The name of their cookie. */
  cookieName: () => string;
  /** The session of a cookie's token; null when it is not valid. */
  find: (token: string) => Promise<{ id: string; caller: Caller } | null>;
}

/** By what a request may say who calls. */
export interface Authentication {
  authenticate: Authenticate;
  /** None where there are no browsers. */
  sessions?: SessionLookup;
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

/** The claim of an Idempotency-Key: this key's, for this method and path; null without one. */
export function claimOf(
  request: FastifyRequest,
): { keyId: string; method: string; path: string; key: string } | null {
  const { idempotencyKey: key, method, url } = request;
  if (key === null) return null;
  const [path = ''] = url.split('?');
  return { keyId: callerOf(request).keyId, method, path, key };
}

/** Sets the status of a write's answer, and marks a replay; the handler returns its body. */
export function answerWith<Body>(
  reply: FastifyReply,
  status: number,
  { body, isReplay }: { body: Body; isReplay: boolean },
): Body {
  reply.code(status);
  if (isReplay) reply.header('idempotency-replayed', 'true');
  return body;
}

/** Checks the key, and its right to the route's action where the path alone tells on what. */
export async function authorize(request: FastifyRequest, by: Authentication): Promise<void> {
  request.agentId = agentOf(request);
  const { action = 'admin', on = 'server' } = request.routeOptions.config;
  if (action === 'open') return;
  const caller = await identify(request, by);
  request.caller = caller;
  request.idempotencyKey = idempotencyKeyOf(request, action);
  const params = request.params as Record<string, string | undefined>;
  if (Object.values(params).some((value) => value?.includes('\0'))) throw notFound('There is nothing here.');
  if (action === 'any' || on === 'collection' || on === 'service') return;
  const { database = '*' } = params;
  if (on === 'server') assertPermitted(caller, { action, database: '*', collection: '*' });
  else assertPermitted(caller, { action, database, collection: on === 'database' ? null : '*' });
}

async function identify(request: FastifyRequest, by: Authentication): Promise<Caller> {
  const key = keyOf(request);
  if (key === null) return identifyBrowser(request, by.sessions);
  const caller = await by.authenticate(key);
  if (caller) return caller;
  throw unauthenticated('This API key is not valid: it is mistyped, has run out, or was deleted.');
}

/** A cookie comes with whatever a browser is made to ask for, so it counts only for pages of this server. */
async function identifyBrowser(
  request: FastifyRequest,
  sessions: SessionLookup | undefined,
): Promise<Caller> {
  const name = sessions?.cookieName();
  if (!sessions || name === undefined || !hasSessionCookie(request, name)) {
    throw unauthenticated('Send an API key: Authorization: Bearer frodb_… (or X-API-Key).');
  }
  if (pageOf(request) !== 'own') {
    throw unauthenticated(
      'The session of a browser counts only for pages of this FroDB, and this request does not come from one. Programs send an API key.',
    );
  }
  const token = readSessionCookie(request, name);
  const session = token === null ? null : await sessions.find(token);
  if (!session) throw unauthenticated('This session has ended: sign in again at /studio/.');
  request.sessionId = session.id;
  return session.caller;
}

/** 401, as every one is. */
export function unauthenticated(detail: string): AppError {
  return new AppError('unauthenticated', detail, { headers: { 'www-authenticate': 'Bearer realm="frodb"' } });
}

function keyOf({ headers }: FastifyRequest): string | null {
  const bearer = /^bearer +(\S+) *$/i.exec(headers.authorization ?? '');
  if (headers.authorization !== undefined) return bearer?.[1] ?? '';
  const direct = headers['x-api-key'];
  return typeof direct === 'string' ? direct.trim() : null;
}

/** For routes whose answer holds a secret, which a kept answer would keep. */
export async function refuseIdempotencyKey({ headers }: FastifyRequest): Promise<void> {
  if (headers['idempotency-key'] === undefined) return;
  const message = 'is not taken here: the answer holds a secret';
  throw invalidField('idempotency-key', 'not_allowed', message, { reason: 'secret_in_answer' });
}

function agentOf({ headers }: FastifyRequest): string | null {
  const id = headers['x-agent-id'];
  if (typeof id !== 'string' || id === '') return null;
  if (id.length <= limits.agentIdLength && /^[\x20-\x7e]+$/.test(id)) return id;
  const max = limits.agentIdLength;
  throw invalidField('x-agent-id', 'bad_header', `must be at most ${max} visible ASCII characters`, { max });
}

const writingMethods = new Set(['POST', 'PATCH', 'PUT', 'DELETE']);
const harmlessActions = new Set<RouteAction>(['read', 'search', 'open']);
const idempotencyKeyPattern = new RegExp(`^[\\x21-\\x7e]{1,${limits.idempotencyKeyLength}}$`);

function idempotencyKeyOf({ method, headers }: FastifyRequest, action: RouteAction): string | null {
  const key = headers['idempotency-key'];
  if (key === undefined || !writingMethods.has(method) || harmlessActions.has(action)) return null;
  if (typeof key === 'string' && idempotencyKeyPattern.test(key)) return key;
  const max = limits.idempotencyKeyLength;
  throw invalidField('idempotency-key', 'bad_header', `must be 1 to ${max} visible ASCII characters`, {
    max,
  });
}
