import { readFileSync } from 'node:fs';
import type { IncomingMessage, RequestListener, Server } from 'node:http';
import { createServer as createTlsServer } from 'node:https';
import type { Socket } from 'node:net';
import { Readable } from 'node:stream';
import { randomUUID } from 'node:crypto';
import { maxHeaderSize, STATUS_CODES } from 'node:http';
import multipart from '@fastify/multipart';
import { fastify } from 'fastify';
import type { FastifyRequest, FastifyServerOptions, RawServerDefault } from 'fastify';
import type { ZodTypeProvider } from 'fastify-type-provider-zod';
import { limits } from '../contract/limits.ts';
import { noQuery } from '../contract/lists.ts';
import { toProblem } from '../contract/problems.ts';
import { AppError, invalidField } from '../errors.ts';
import { isLarge, jsonPortions } from '../infra/large-json.ts';
import type { Logger, RequestFields } from '../infra/logger.ts';
import { authorize } from './auth.ts';
import type { App, Authentication } from './auth.ts';
import {
  addBodyParser,
  checkContentType,
  drain,
  isRead,
  readBodyInline,
  refuseUnaskedBody,
} from './bodies.ts';
import type { ReadBody } from './bodies.ts';
import { createErrorHandler, createNotFoundHandler, sendProblem } from './error-handler.ts';
import { createHostCheck } from './hosts.ts';
import { serveDocs } from './docs.ts';
import { serveOpenApi } from './openapi.ts';
import { pathOf, problemType, refusalOf } from './problem.ts';
import { originForm } from './request-target.ts';
import { createRoutesTable, routePath } from './routes-table.ts';
import type { RouteEntry } from './routes-table.ts';
import { serveStudio, studioIn } from './studio.ts';
import type { Studio } from './studio.ts';
import { compileValidator } from './validation.ts';

export interface HttpServerOptions extends Authentication {
  host: string;
  allowedHosts: readonly string[];
  tls: { certFile: string; keyFile: string } | null;
  logger: Logger;
  version: string;
  /** Default: there is none. */
  studio?: Studio;
  /** Registers the features' routes. */
  routes: (app: App) => void;
  readBody?: ReadBody;
  /** Throws 507 when the disk has no room for a body of so many bytes. */
  requireRoom?: (bytes: number) => void;
  /** Called for every answer that was sent whole. */
  onAnswered?: (answer: SentAnswer) => void;
}

/** An answer, as it is counted. */
export interface SentAnswer {
  method: string;
  /** As the API's document writes it, `/collections/{collection}/query`; null where there is no such route. */
  route: string | null;
  status: number;
  seconds: number;
}

export interface HttpServer {
  app: App;
  /** Every route with its action. */
  routes: () => RouteEntry[];
}

/** Builds the server; it does not listen yet. Throws when a route names no action. */
export async function createHttpServer(options: HttpServerOptions): Promise<HttpServer> {
  const { logger } = options;
  const settings: FastifyServerOptions<RawServerDefault> = {
    logger: false,
    trustProxy: false,
    genReqId: requestId,
    requestIdHeader: false,
    rewriteUrl: ({ url = '/' }) => originForm(url),
    // Uploads take their time; headers do not (Node's own limit of a minute).
    requestTimeout: 0,
    forceCloseConnections: 'idle',
    return503OnClosing: false,
    bodyLimit: limits.fileBytes,
    // Given here, the framework does not even load its own compilers.
    schemaController: {
      compilersFactory: {
        buildValidator: () => compileValidator as never,
        buildSerializer: () => compileSerializer,
      },
    },
    clientErrorHandler: answerBrokenRequest,
    keepAliveTimeout: keepAliveMs,
    ...(options.tls ? { serverFactory: tlsServer(options.tls) } : { http: httpOptions }),
    frameworkErrors: (error, request, reply) =>
      void sendProblem(
        refusalOf(error) ?? new AppError('internal', 'The request could not be read.'),
        request,
        // Such a request meets no hook.
        reply.header('x-request-id', request.id),
      ),
  };
  const app: App = fastify(settings).withTypeProvider<ZodTypeProvider>();

  app.decorateRequest('caller', null);
  app.decorateRequest('sessionId', null);
  app.decorateRequest('agentId', null);
  app.decorateRequest('idempotencyKey', null);
  app.decorateRequest('logged');
  app.decorateRequest('collection');
  app.decorateRequest('gone', null);
  const table = createRoutesTable();
  app.addHook('onRoute', (route) => {
    route.schema = { querystring: noQuery, ...route.schema };
    table.add(route);
  });
  app.setErrorHandler(createErrorHandler(logger));
  const refuseUnknown = createNotFoundHandler(table.methodsOf);
  app.setNotFoundHandler(refuseUnknown);
  addHooks(app, options, refuseUnknown);
  addBodyParser(app, options.readBody ?? readBodyInline);
  await app.register(multipart, { limits: multipartLimits, throwFileSizeLimit: true });
  options.routes(app);
  serveOpenApi(app, options);
  serveDocs(app);
  await serveStudio(app, options.studio ?? studioIn(null));
  await app.ready();
  return { app, routes: table.entries };
}

/**
 * Answers are as the types of their routes say; checking each again would cost more than making it. Large ones are
 * written while they are sent, for which the framework takes a stream in the place of a text.
 */
function compileSerializer() {
  return (data: unknown): string =>
    isLarge(data) ? (Readable.from(jsonPortions(data)) as never) : JSON.stringify(data);
}

/** A missing Host is refused by our own check, in a problem document. */
const httpOptions = { requireHostHeader: false };

/** Longer than the clients' own, so that none sends into a connection that is just being closed. */
const keepAliveMs = 72_000;

const multipartLimits = {
  fieldNameSize: 1_000,
  fieldSize: limits.jsonBytes,
  fields: limits.schemaFields + 1,
  fileSize: limits.fileBytes,
  files: limits.schemaFields * limits.filesPerField,
  parts: limits.schemaFields * limits.filesPerField,
};

function addHooks(
  app: App,
  options: HttpServerOptions,
  refuseUnknown: (request: FastifyRequest) => never,
): void {
  const checkHost = createHostCheck(options.host, options.allowedHosts);
  app.addHook('onRequest', async (request, reply) => {
    request.logged = {};
    reply.header('x-request-id', request.id);
    reply.header('x-content-type-options', 'nosniff');
    reply.header('cache-control', 'no-store');
    checkHost(request.raw, request.originalUrl);
    // Before the body, of which nothing matters where there is no route.
    if (request.is404) refuseUnknown(request);
    await authorize(request, options);
  });
  // After the hooks of every scope: who may not call learns nothing else.
  app.addHook('preParsing', (request, _reply, body, done) => {
    if (addsData(request)) options.requireRoom?.(Number(request.headers['content-length'] ?? 0));
    checkContentType(request);
    done(null, body);
  });
  // Hooks that wait for nothing are no async functions: each of those costs every request two turns of microtasks.
  app.addHook('preValidation', (request, _reply, done) => {
    refuseUnaskedBody(request);
    done();
  });
  let isClosing = false;
  app.addHook('preClose', async () => void (isClosing = true));
  app.addHook('onSend', (request, reply, _payload, done) => {
    // A client that keeps asking would hold up a stop by its kept connection.
    if (isClosing) reply.header('connection', 'close');
    // The framework closes the connection of a refused body; reading it away serves the client better.
    else if (reply.getHeader('connection') === 'close') reply.removeHeader('connection');
    if (isRead(request.raw)) done();
    else void drain(request.raw).then(() => done());
  });
  app.addHook('onResponse', (request, reply, done) => {
    // A stream is as long as its client wants, and has a line of its own.
    if (request.logged?.isElsewhere) {
      done();
      return;
    }
    options.logger.info(logFields(request, reply.statusCode, reply.elapsedTime), 'request');
    options.onAnswered?.({
      method: request.method,
      route: request.is404 ? null : routePath(request.routeOptions.url ?? ''),
      status: reply.statusCode,
      seconds: reply.elapsedTime / 1_000,
    });
    done();
  });
  app.addHook('onRequestAbort', async (request) => {
    if (!request.logged?.isElsewhere)
      options.logger.info(logFields(request, null, 0), 'the client broke the request off');
  });
}

const addingActions = new Set<unknown>(['write', 'files', 'schema']);

/** What a full disk has no room for. Deletes make some; keys and engines can be managed all the same. */
function addsData({ method, routeOptions }: FastifyRequest): boolean {
  return method !== 'DELETE' && addingActions.has(routeOptions.config.action);
}

function logFields(
  request: FastifyRequest,
  status: number | null,
  elapsed: number,
): RequestFields & Record<string, unknown> {
  const params = (request.params ?? {}) as { database?: string; collection?: string };
  const { db = params.database, collection = params.collection, provider } = request.logged ?? {};
  return {
    request_id: request.id,
    method: request.method,
    path: pathOf(request.url),
    status,
    duration_ms: Math.round(elapsed * 100) / 100,
    ...(request.caller ? { key_id: request.caller.keyId } : {}),
    ...(request.agentId === null ? {} : { agent_id: request.agentId }),
    ...(db === undefined ? {} : { db }),
    ...(collection === undefined ? {} : { collection }),
    ...(provider === undefined ? {} : { provider }),
  };
}

const requestIdPattern = new RegExp(`^[\\w.:/+=@-]{1,${limits.requestIdLength}}$`);

/** The client's own, where it is one that a log can hold. */
function requestId({ headers }: { headers: IncomingMessage['headers'] }): string {
  const given = headers['x-request-id'];
  return typeof given === 'string' && requestIdPattern.test(given) ? given : randomUUID();
}

/** The framework sets no times on a server that is not of its own making. */
function tlsServer({ certFile, keyFile }: NonNullable<HttpServerOptions['tls']>) {
  return (handler: RequestListener): Server => {
    const options = { cert: readFileSync(certFile), key: readFileSync(keyFile), ...httpOptions };
    return createTlsServer({ ...options, requestTimeout: 0, keepAliveTimeout: keepAliveMs }, handler);
  };
}

/** What is not even HTTP, or has too long headers. */
function answerBrokenRequest(error: NodeJS.ErrnoException, socket: Socket): void {
  if (error.code === 'ECONNRESET' || !socket.writable) {
    socket.destroy();
    return;
  }
  const isLong = error.code === 'HPE_HEADER_OVERFLOW';
  const message = isLong ? 'has too long headers' : 'is not valid HTTP';
  const refusal = isLong
    ? invalidField('headers', 'too_long', message, { max: maxHeaderSize, unit: 'bytes' })
    : invalidField('headers', 'bad_request', message);
  const body = JSON.stringify(toProblem(refusal, '/', randomUUID()));
  socket.end(
    [
      `HTTP/1.1 ${refusal.status} ${STATUS_CODES[refusal.status] ?? ''}`,
      `Content-Type: ${problemType}`,
      `Content-Length: ${Buffer.byteLength(body)}`,
      'Connection: close',
      '',
      body,
    ].join('\r\n'),
  );
}
