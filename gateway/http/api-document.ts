import { STATUS_CODES } from 'node:http';
import swagger from '@fastify/swagger';
import type { SwaggerTransform } from '@fastify/swagger';
import { fastify } from 'fastify';
import { jsonSchemaTransform, jsonSchemaTransformObject } from 'fastify-type-provider-zod';
import { z } from 'zod';
import { headers, operations, tags } from '../contract/operations/index.ts';
import { problem } from '../contract/problems.ts';
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
          'Records, their vectors and their files, written as one. Errors are RFC 9457 problem documents. Pages of this server may use the cookie of a browser’s session instead of a key.',
        license: { name: 'Apache-2.0', identifier: 'Apache-2.0' },
      },
      components: {
        securitySchemes: {
          bearer: { type: 'http', scheme: 'bearer' },
          header: { type: 'apiKey', in: 'header', name: 'X-API-Key' },
        },
      },
      security: [{ bearer: [] }, { header: [] }],
      tags: Object.entries(tags).map(([name, description]) => ({ name, description })),
    },
    transform: describeRoute,
    transformObject: jsonSchemaTransformObject as never,
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

interface Content {
  schema?: object;
  example?: unknown;
}

interface Answer {
  description: string;
  content?: Record<string, Content>;
}

interface Parameter {
  in: string;
  name: string;
  description?: string;
  schema?: object;
}

interface DescribedOperation {
  operationId?: string;
  tags?: string[];
  summary?: string;
  description?: string;
  parameters?: Parameter[];
  requestBody?: { content?: Record<string, Content> };
  responses: Record<string, Answer>;
}

interface ApiDocument {
  paths: Record<string, Record<string, DescribedOperation>>;
  components: { schemas?: Record<string, object> };
}

/** Adds what holds for every route, and takes out path parameters that only the other kind of path has. */
function complete(document: ApiDocument): ApiDocument {
  for (const [path, methods] of Object.entries(document.paths)) {
    for (const [method, described] of Object.entries(methods)) {
      described.parameters = (described.parameters ?? []).filter(
        ({ in: place, name }) => place !== 'path' || path.includes(`{${name}}`),
      );
      completeAnswers(described.responses);
      tell(described, method.toUpperCase(), path);
    }
  }
  document.components.schemas = { ...document.components.schemas, Problem: z.toJSONSchema(problem) };
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
    responses['412'] = problemAnswer('Another file than If-Match wants');
    responses['416'] = problemAnswer('No such range in the file');
  }
  responses['default'] = problemAnswer('A problem document');
}

function problemAnswer(description: string): Answer {
  return { description, content: { [problemType]: { schema: { $ref: '#/components/schemas/Problem' } } } };
}

const databasePrefix = /^\/databases\/\{database\}(?=\/collections)/;

/** What the contract says of the operation: names, words and examples. */
function tell(described: DescribedOperation, method: string, path: string): void {
  const told = operations[`${method} ${path.replace(databasePrefix, '')}`];
  if (!told) return;
  described.operationId = databasePrefix.test(path) ? `${told.id}InDatabase` : told.id;
  described.tags = [told.tag];
  described.summary = told.summary;
  described.description = told.description;
  for (const name of told.headers ?? []) {
    described.parameters?.push({
      in: 'header',
      name,
      description: headers[name],
      schema: { type: 'string' },
    });
  }
  const contents = described.requestBody?.content ?? {};
  if (told.bodySchema) {
    for (const content of Object.values(contents)) content.schema = z.toJSONSchema(told.bodySchema);
  }
  const body = contents['application/json'];
  if (body && told.body !== undefined) body.example = told.body;
  const best = Object.keys(described.responses).findLast(
    (status) => status.startsWith('2') && !(told.job !== undefined && status === '202'),
  );
  for (const [status = '', example] of [
    [best, told.answer],
    ['202', told.job],
  ] as const) {
    const answer = described.responses[status]?.content?.['application/json'];
    if (answer && example !== undefined) answer.example = example;
  }
}
