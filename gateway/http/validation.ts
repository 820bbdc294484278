import type { FastifySchemaCompiler } from 'fastify';
import { z } from 'zod';
import { datePattern } from '../contract/imports.ts';
import { limits } from '../contract/limits.ts';
import { namePattern } from '../contract/names.ts';
import { reason } from '../contract/problem-codes.ts';
import type { ExpectedType, Reason } from '../contract/problem-codes.ts';
import type { FieldProblem } from '../errors.ts';
import { invalidInput } from '../errors.ts';

type Issue = z.core.$ZodIssue;

/** Checks bodies and query strings by their zod schemas; every problem at once, as an AppError. */
export const compileValidator: FastifySchemaCompiler<unknown> = ({ schema: given, httpPart }) => {
  if (!(given instanceof z.ZodType)) throw new Error('A schema of a route is none of zod’s');
  const schema = given;
  // Most requests have no query string: what theirs is read as is known beforehand.
  const noQuery = httpPart === 'querystring' ? schema.safeParse({}) : null;
  return (data: unknown) => {
    if (noQuery?.success && Object.keys(data as object).length === 0)
      return { value: { ...(noQuery.data as object) } };
    const errors: FieldProblem[] = [];
    // The framework gives null where there is no body.
    const input = httpPart === 'querystring' ? readQuery(schema, data, errors) : (data ?? undefined);
    const parsed = schema.safeParse(input, { reportInput: true });
    if (!parsed.success) {
      for (const problem of parsed.error.issues.flatMap((issue) => toProblems(issue, []))) {
        // A value that is wrong already needs no second reason.
        if (!errors.some(({ path }) => path === problem.path)) errors.push(problem);
      }
    } else if (errors.length === 0) return { value: parsed.data };
    return { error: invalidInput(errors.slice(0, limits.problems)) };
  };
};

/** What comes elsewhere than as a body or query string, checked alike. Errors: 400 with every problem. */
export function readBy<Schema extends z.ZodType>(schema: Schema, input: unknown): z.output<Schema> {
  const parsed = schema.safeParse(input, { reportInput: true });
  if (parsed.success) return parsed.data;
  throw invalidInput(parsed.error.issues.flatMap((issue) => toProblems(issue, [])).slice(0, limits.problems));
}

/** A query string is text: it is read by the schema's types, so that the schema itself coerces nothing. */
function readQuery(schema: z.ZodType, data: unknown, errors: FieldProblem[]): unknown {
  const shape: Record<string, z.ZodType> = schema instanceof z.ZodObject ? schema.shape : {};
  const entries = Object.entries(data as Record<string, string | string[]>).map(([name, given]) => {
    if (Array.isArray(given)) errors.push({ path: name, code: 'duplicate', message: 'is given twice' });
    const text = Array.isArray(given) ? (given[0] ?? '') : given;
    if (text.includes('\0') || name.includes('\0')) {
      errors.push({
        path: name.replaceAll('\0', '\u2400'),
        code: 'bad_text',
        message: 'must not contain the character U+0000',
        params: { reason: 'nul' },
      });
    }
    return [name, readByType(shape[name], text)];
  });
  return Object.fromEntries(entries);
}

function readByType(schema: z.ZodType | undefined, text: string): unknown {
  let inner: unknown = schema;
  while (inner instanceof z.ZodOptional || inner instanceof z.ZodDefault) inner = inner.def.innerType;
  if (inner instanceof z.ZodNumber && /^-?\d{1,15}$/.test(text)) return Number(text);
  if (inner instanceof z.ZodBoolean && (text === 'true' || text === 'false')) return text === 'true';
  return text;
}

function toProblems(issue: Issue, above: PropertyKey[]): FieldProblem[] {
  const path = [...above, ...issue.path];
  if (issue.code === 'unrecognized_keys') {
    return issue.keys.map((key) => ({
      path: render([...path, key]),
      ...reason('unknown_key', 'is not a known key'),
    }));
  }
  if (issue.code === 'invalid_union') {
    const closest = closestBranch(issue.errors);
    if (closest) return closest.flatMap((inner) => toProblems(inner, path));
  }
  return [{ path: render(path), ...describe(issue) }];
}

/** Of the ways to read a value, the one that got furthest into it. */
function closestBranch(branches: Issue[][]): Issue[] | undefined {
  const depth = (issues: Issue[]): number => Math.max(...issues.map((issue) => issue.path.length));
  const deepest = branches.toSorted((a, b) => depth(b) - depth(a))[0];
  return deepest && depth(deepest) > 0 ? deepest : undefined;
}

function render(path: PropertyKey[]): string {
  let text = '';
  for (const segment of path) {
    if (typeof segment === 'number') text += `[${segment}]`;
    else text += text === '' ? String(segment) : `.${String(segment)}`;
  }
  return text === '' ? 'body' : text;
}

function describe(issue: Issue): Reason {
  switch (issue.code) {
    case 'invalid_type': {
      if (issue.input === undefined) return reason('required', 'is required');
      const expected = expectedTypes.get(issue.expected);
      return reason('wrong_type', `must be ${named(issue.expected)}`, expected ? { expected } : {});
    }
    case 'too_big':
      return describeMost(issue.origin, Number(issue.maximum));
    case 'too_small':
      return describeLeast(issue.origin, Number(issue.minimum));
    case 'invalid_value': {
      const values = issue.values.map(String).join(', ');
      if (issue.input === undefined) return reason('required', 'is required');
      const message = `must be one of ${values}, not ${shown(issue.input)}`;
      return reason('not_in_values', message, { values, value: bare(issue.input) });
    }
    case 'invalid_format':
      return describeFormat(issue);
    case 'custom': {
      const message = ownMessage(issue) ?? 'is not valid';
      // What `refusal` of the contract made.
      return issue.params === undefined
        ? reason('invalid', message)
        : ({ ...issue.params, message } as Reason);
    }
    case 'invalid_union':
      return reason('wrong_type', ownMessage(issue) ?? 'has not the right type');
    case 'not_multiple_of':
    case 'unrecognized_keys':
    case 'invalid_key':
    case 'invalid_element':
      return reason('invalid', 'is not valid');
  }
}

function describeFormat(issue: Extract<Issue, { code: 'invalid_format' }>): Reason {
  if (issue.format === 'datetime') {
    const message = 'must be a time as RFC 3339 has it, with its offset';
    return reason('bad_format', message, { reason: 'datetime' });
  }
  const message = `${ownMessage(issue) ?? 'has not the right form'}, unlike ${shown(issue.input)}`;
  const value = bare(issue.input);
  if (issue.pattern === String(namePattern)) return reason('bad_name', message, { value });
  const isDate = issue.pattern === String(datePattern);
  return reason('bad_format', message, isDate ? { reason: 'date_format', value } : { value });
}

function describeMost(origin: string, max: number): Reason {
  if (origin === 'string') {
    return reason('too_long', `must have at most ${max} characters`, { max, unit: 'characters' });
  }
  if (origin === 'array' || origin === 'set') {
    return reason('too_many', `must have at most ${max} items`, { max, unit: 'items' });
  }
  return reason('too_large', `must be at most ${max}`, { max });
}

function describeLeast(origin: string, min: number): Reason {
  if (origin === 'string') return reason('too_short', `must have at least ${min} characters`, { min });
  if (origin === 'array' || origin === 'set') {
    return reason('too_few', `must have at least ${min} items`, { min, unit: 'items' });
  }
  return reason('too_small', `must be at least ${min}`, { min });
}

const expectedTypes = new Map<string, ExpectedType>([
  ['string', 'string'],
  ['number', 'number'],
  ['int', 'whole_number'],
  ['boolean', 'boolean'],
  ['array', 'list'],
  ['object', 'object'],
  ['record', 'object'],
]);

/** What was given, for a message: never longer than a line. */
function shown(input: unknown): string {
  return cut(JSON.stringify(input) ?? 'nothing');
}

/** The same without the quotes of a string, for clients that word the message themselves. */
function bare(input: unknown): string {
  return typeof input === 'string' ? cut(input) : shown(input);
}

function cut(text: string): string {
  return text.length <= 60 ? text : `${text.slice(0, 60).toWellFormed()}…`;
}

/** zod's own words begin with a capital letter; ours go on after the path. */
function ownMessage({ message }: Issue): string | undefined {
  return /^[a-z]/.test(message) ? message : undefined;
}

function named(type: string): string {
  switch (type) {
    case 'int':
      return 'a whole number';
    case 'array':
      return 'a list';
    case 'object':
    case 'record':
      return 'an object';
    default:
      return `a ${type}`;
  }
}
