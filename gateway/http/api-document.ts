import { STATUS_CODES } from 'node:http';
import swagger from '@fastify/swagger';
import type { SwaggerTransform } from '@fastify/swagger';
import { fastify } from 'fastify';
import { jsonSchemaTransform } from 'fastify-type-provider-zod';
import { errorCodes } from '../errors.ts';
import type { App } from './auth.ts';
import { mediaTypes } from './bodies.ts';
import { problemType } from './problem.ts';

/** What a document of the API is made of. */
export interface ApiSource {
  version: string;
  /** Registers the routes; called again, on a server that never listens, when the document is first wanted. */
  routes: (app: App) => void;
}

/** The OpenAPI 3.1 document of these routes, as text. Loaded by itself: its libraries are read for nothing else. */
export async function describeApi({ version, routes }: ApiSource): Promise<string> {
  const paper: App = fastify();
  paper.setValidatorCompiler(() => () => true);
  paper.setSerializerCompiler(() => () => '');
  await paper.register(swagger, {
    openapi: {
      openapi: '3.1.0',
      info: {
        title: 'FroDB',
        version,
        description:
          'Records, their vectors and their files, written as one. Errors are RFC 9457 problem documents.',
        license: { name: 'Apache-2.0', identifier: 'Apache-2.0' },
      },
      components: {
        securitySchemes: {
          bearer: { type: 'http', scheme: 'bearer' },
          header: { type: 'apiKey', in: 'header', name: 'X-API-Key' },
        },
      },
      security: [{ bearer: [] }, { header: [] }],
    },
    transform: describeRoute,
  });
  routes(paper);
  await paper.ready();
  const document = paper.swagger() as unknown as ApiDocument;
  await paper.close();
  return JSON.stringify(complete(document));
}

/** Bodies that their service reads (records by their collection's schema) have none of zod's: only the format is told. */
const describeRoute: SwaggerTransform = (route) => {
  const { schema, url } = jsonSchemaTransform(route as Parameters<typeof jsonSchemaTransform>[0]);
  const bodies = (route.route.config?.bodies ?? []).filter((format) => format !== 'bytes');
  const { body, hide } = (schema as { body?: object; hide?: boolean } | undefined) ?? {};
  if (bodies.length === 0 || hide) return { schema, url };
  const content = Object.fromEntries(
    bodies.flatMap((format) => mediaTypes[format]).map((type) => [type, { schema: body ?? {} }]),
  );
  return { schema: { ...schema, body: { content } }, url };
};

interface Answer {
  description: string;
  content?: Record<string, { schema?: object }>;
}

interface Operation {
  parameters?: { in: string; name: string }[];
  responses: Record<string, Answer>;
}

interface ApiDocument {
  paths: Record<string, Record<string, Operation>>;
  components: { schemas?: Record<string, object> };
}

/** Adds what holds for every route, and takes out path parameters that only the other kind of path has. */
function complete(document: ApiDocument): ApiDocument {
  for (const [path, operations] of Object.entries(document.paths)) {
    for (const operation of Object.values(operations)) {
      operation.parameters = (operation.parameters ?? []).filter(
        ({ in: place, name }) => place !== 'path' || path.includes(`{${name}}`),
      );
      completeAnswers(operation.responses);
    }
  }
  document.components.schemas = { ...document.components.schemas, Problem: problemSchema };
  return document;
}

function completeAnswers(responses: Record<string, Answer>): void {
  for (const [status, answer] of Object.entries(responses)) {
    answer.description = STATUS_CODES[status] ?? answer.description;
    // What answers 200 without a schema sends the bytes of a file.
    if (status !== '200' || answer.content) continue;
    answer.content = { '*/*': { schema: { type: 'string', format: 'binary' } } };
    responses['206'] = { ...answer, description: 'The range that was asked for' };
    responses['304'] = { description: 'Not modified' };
    responses['412'] = problem('Another file than If-Match wants');
    responses['416'] = problem('No such range in the file');
  }
  responses['default'] = problem('A problem document');
}

function problem(description: string): Answer {
  return { description, content: { [problemType]: { schema: { $ref: '#/components/schemas/Problem' } } } };
}

const text = { type: 'string' };

/** `Problem` of `./problem.ts`. */
const problemSchema = {
  type: 'object',
  description: 'RFC 9457',
  properties: {
    type: text,
    title: text,
    status: { type: 'integer' },
    detail: text,
    instance: text,
    code: { type: 'string', enum: Object.keys(errorCodes) },
    request_id: text,
    errors: {
      type: 'array',
      items: {
        type: 'object',
        properties: { path: text, code: text, message: text, params: { type: 'object' } },
        required: ['path', 'code', 'message'],
      },
    },
  },
  required: ['type', 'title', 'status', 'detail', 'instance', 'code', 'request_id'],
};
