import { expect } from 'vitest';
import { z } from 'zod';
import type { Reply } from './gateway.ts';

interface Answer {
  content?: Record<string, { schema?: object }>;
}

interface Operation {
  pattern: RegExp;
  method: string;
  path: string;
  answers: Record<string, Answer>;
}

export interface Api {
  /** Fails where the document does not describe what was really answered. */
  check: (method: string, url: string, reply: Reply) => void;
}

/** An OpenAPI document that answers are held against. */
export function readApi(document: Record<string, unknown>): Api {
  const { paths, components } = withDefinitions<{ responses?: Record<string, Answer> }>(document);
  const operations: Operation[] = Object.entries(paths).flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, { responses }]) => ({
      path,
      method: method.toUpperCase(),
      pattern: new RegExp(
        `^${path.replaceAll(/[.*+?^$()|[\]\\]/g, '\\$&').replaceAll(/\{\w+\}/g, '[^/]+?')}$`,
      ),
      answers: responses ?? {},
    })),
  );
  const compiled = new Map<object, z.ZodType>();
  return {
    check: (method, url, reply) => {
      const path = url.split('?')[0] ?? '';
      const candidates = operations.filter((one) => one.method === method && one.pattern.test(path));
      // The literal path is meant before the one with a parameter.
      const operation = candidates.toSorted((a, b) => parameters(a.path) - parameters(b.path))[0];
      if (!operation) return;
      const answer = operation.answers[String(reply.status)] ?? operation.answers['default'];
      expect(answer, `${method} ${operation.path} does not document ${reply.status}`).toBeDefined();
      const type = (reply.headers.get('content-type') ?? '').split(';')[0] ?? '';
      const schema = answer?.content?.[type]?.schema;
      if (reply.text === '' || !type.endsWith('json')) return;
      expect(
        schema,
        `${method} ${operation.path} does not document ${reply.status} as ${type}`,
      ).toBeDefined();
      if (!schema) return;
      const validator = compiled.get(schema) ?? zodOf(schema, components.schemas);
      compiled.set(schema, validator);
      expect(validator.safeParse(reply.json).error?.issues ?? []).toEqual([]);
    },
  };
}

interface Described<Operation> {
  paths: Record<string, Record<string, Operation>>;
  components: { schemas: Record<string, object> };
}

/** A document with its references as JSON schemas have them, where zod finds them. */
export function withDefinitions<Operation>(document: object): Described<Operation> {
  return JSON.parse(
    JSON.stringify(document).replaceAll('#/components/schemas/', '#/$defs/'),
  ) as Described<Operation>;
}

/** What checks values by a schema of such a document. */
export function zodOf(schema: object, $defs: Record<string, object>): z.ZodType {
  return z.fromJSONSchema({ ...schema, $defs } as Parameters<typeof z.fromJSONSchema>[0]);
}

function parameters(path: string): number {
  return path.split('{').length;
}
