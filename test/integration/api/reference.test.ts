import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { operations } from '../../../gateway/contract/operations/index.ts';
import { withDefinitions, zodOf } from '../../support/openapi.ts';
import { testEngines } from '../../support/engines.ts';
import type { TestEngines } from '../../support/engines.ts';
import { startTestGateway } from '../../support/gateway.ts';
import type { TestGateway } from '../../support/gateway.ts';

/** `GET /openapi.json` is what people read and clients are generated from: nothing of it may be missing or made up. */

interface Content {
  schema?: object;
  example?: unknown;
}

interface Described {
  operationId?: string;
  tags?: string[];
  summary?: string;
  description?: string;
  parameters?: { in: string; name: string; description?: string; schema: { description?: string } }[];
  requestBody?: { content: Record<string, Content> };
  responses: Record<string, { content?: Record<string, Content> }>;
}

let engines: TestEngines;
let gateway: TestGateway;
let definitions: Record<string, object>;
let described: [name: string, operation: Described][];

beforeAll(async () => {
  engines = await testEngines();
  gateway = await startTestGateway(engines);
  const { paths, components } = withDefinitions<Described>(
    (await gateway.ask('GET', '/openapi.json')).json as object,
  );
  definitions = components.schemas;
  described = Object.entries(paths).flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, operation]): [string, Described] => [
      `${method.toUpperCase()} ${path}`,
      operation,
    ]),
  );
});

afterAll(async () => {
  await gateway.close();
  await engines.drop();
});

/** The names of the operations that lack something. */
function lacking(has: (operation: Described, name: string) => boolean): string[] {
  return described.filter(([name, operation]) => !has(operation, name)).map(([name]) => name);
}

describe('the reference', () => {
  it('has every route and no other', () => {
    const routes = gateway.routes
      .filter(({ method, url }) => method !== 'HEAD' && !/^\/(?:docs|openapi|$|studio$|studio\/\*)/.test(url))
      .map(
        ({ method, url }) =>
          `${method} ${url.replaceAll(/(?<!:):(\w+)(?:\([^)]*\))?/g, '{$1}').replace('::', ':')}`,
      );
    expect(described.map(([name]) => name).toSorted()).toEqual(routes.toSorted());
  });

  it('tells what each is for, and nothing of what there is not', () => {
    expect(lacking(({ tags }) => tags?.length === 1)).toEqual([]);
    expect(lacking(({ summary = '' }) => summary !== '')).toEqual([]);
    expect(lacking(({ description = '' }) => description.endsWith('.'))).toEqual([]);
    const told = Object.keys(operations);
    expect(told.filter((name) => !described.some(([known]) => known === name))).toEqual([]);
  });

  it('gives each a name of its own', () => {
    const names = described.map(([, { operationId }]) => operationId);
    expect(new Set(names).size).toBe(names.length);
    expect(lacking(({ operationId = '' }) => /^[a-z]\w+$/.test(operationId))).toEqual([]);
  });

  it('has the parameters of each path, and no other', () => {
    const differing = lacking(({ parameters = [] }, name) => {
      const known = parameters.filter((parameter) => parameter.in === 'path');
      const inPath = new Set([...name.matchAll(/\{(\w+)\}/g)].map(([, parameter]) => parameter));
      return known.length === inPath.size && known.every((parameter) => inPath.has(parameter.name));
    });
    expect(differing).toEqual([]);
  });

  it('describes every parameter', () => {
    const bare = described.flatMap(([name, { parameters = [] }]) =>
      parameters
        .filter(({ description, schema }) => (description ?? schema.description ?? '') === '')
        .map((parameter) => `${name}: ${parameter.name}`),
    );
    expect(bare).toEqual([]);
  });

  it('says how errors look', () => {
    expect(
      lacking(({ responses }) => responses['default']?.content?.['application/problem+json'] !== undefined),
    ).toEqual([]);
  });

  it('has an example of every JSON body and answer, each as its schema wants it', () => {
    const contents = described.flatMap(([name, { requestBody, responses, parameters = [] }]) => {
      const statuses = Object.keys(responses).filter((status) => status.startsWith('2'));
      // A write that may be left to a job has an example of either answer.
      const isEither = parameters.some((parameter) => parameter.name === 'Prefer');
      const told = isEither ? [statuses.at(-2), '202'] : [statuses.at(-1)];
      const answers = told.map((status = '') => responses[status]?.content?.['application/json']);
      return [requestBody?.content['application/json'], ...answers]
        .filter((content) => content !== undefined)
        .map((content) => ({ name, ...content }));
    });
    expect(contents.filter(({ example }) => example === undefined).map(({ name }) => name)).toEqual([]);
    // An empty schema lets everything through and tells a client nothing.
    const bare = contents.filter(({ schema }) => Object.keys(schema ?? {}).length === 0);
    expect(bare.map(({ name }) => name)).toEqual([]);
    const wrong = contents.flatMap(({ name, schema, example }) => {
      const error = schema && zodOf(schema, definitions).safeParse(example).error;
      return error ? [{ name, error: z.prettifyError(error) }] : [];
    });
    expect(wrong).toEqual([]);
  });
});
