import { toProblem } from '../contract/problems.ts';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { AppError, notFound } from '../errors.ts';
import type { Logger } from '../infra/logger.ts';
import { pathOf, problemType, refusalOf } from './problem.ts';

/** Answers every error as a problem document; what is no refusal is logged in full and told by its request id only. */
export function createErrorHandler(logger: Logger) {
  return function handleError(error: unknown, request: FastifyRequest, reply: FastifyReply): FastifyReply {
    const refusal = refusalOf(error) ?? internal(error, request, logger);
    if (refusal.status >= 503) {
      logger.warn({ request_id: request.id, err: refusal.cause ?? refusal }, refusal.message);
    }
    return sendProblem(refusal, request, reply);
  };
}

function internal(error: unknown, request: FastifyRequest, logger: Logger): AppError {
  // Who has gone away needs no answer, and has done nothing that we should look into.
  if (!request.raw.destroyed || request.raw.complete) {
    logger.error({ request_id: request.id, err: error }, 'a request failed with an unknown error');
  }
  const detail = `Something went wrong that is no fault of the request. The log has it under request id ${request.id}.`;
  return new AppError('internal', detail);
}

export function sendProblem(error: AppError, request: FastifyRequest, reply: FastifyReply): FastifyReply {
  // What a handler had prepared for its answer does not hold for this one.
  for (const name of ['content-length', 'content-disposition', 'etag', 'content-range', 'location'])
    reply.removeHeader(name);
  return reply
    .status(error.status)
    .headers(error.headers)
    .type(problemType)
    .send(JSON.stringify(toProblem(error, pathOf(request.url), request.id)));
}

/** Its PUT, a change of schema, is in the API and not built yet: like other such routes it is not there. */
const collectionPath = /^(?:\/databases\/[^/]+)?\/collections\/[^/]+$/;

/** For paths that no route has: 405 where other methods would have done. */
export function createNotFoundHandler(methodsOf: (path: string) => string[]) {
  return function handleNotFound(request: FastifyRequest): never {
    const path = pathOf(request.url);
    const methods = methodsOf(path);
    const isToCome = request.method === 'PUT' && collectionPath.test(path);
    // A route may also say itself that there is nothing.
    if (methods.length === 0 || methods.includes(request.method) || isToCome)
      throw notFound(`There is nothing at ${path}.`);
    throw new AppError('method_not_allowed', `${path} takes ${methods.join(', ')}, not ${request.method}.`, {
      headers: { allow: methods.join(', ') },
    });
  };
}
