import { Lexer, LineCounter, Parser, parseDocument, visit } from 'yaml';
import type { Scalar } from 'yaml';
import { limits } from '../contract/limits.ts';
import { reason } from '../contract/problem-codes.ts';
import type { FieldProblem, Reason } from '../contract/problem-codes.ts';
import { AppError, invalidField, invalidInput } from '../errors.ts';
import { isExact, notExact } from '../schema/exact-number.ts';
import { parseJson, tooDeep } from '../schema/parse-json.ts';

/** Bytes of a body → value. Throws 400 for what is no JSON, too deep, or has text that can't be kept. */
export function readJson(bytes: Uint8Array): unknown {
  const text = decode(bytes);
  // An empty body is no body: whether one is needed says the route's schema.
  if (text.trim() === '') return undefined;
  let value: unknown;
  try {
    value = parseJson(text, limits.jsonDepth);
  } catch (error) {
    if (error instanceof AppError) throw error;
    const detail = error instanceof Error ? error.message : 'it can not be read';
    throw invalidField('body', 'bad_json', `is no JSON: ${detail}`, { detail, ...placeOf(detail, text) });
  }
  // Only an escape can bring what UTF-8 can't.
  if (text.includes('\\u')) refuse(problemsOf(value, textProblem));
  return value;
}

/** JSON in a query parameter → value. Throws 400 as `readJson` does, naming the parameter. */
export function readJsonParameter(name: string, text: string): unknown {
  if (text.trim() === '') {
    throw invalidField(name, 'bad_json', 'is no JSON: it is empty', { reason: 'empty' });
  }
  try {
    return readJson(Buffer.from(text));
  } catch (error) {
    if (!(error instanceof AppError) || !error.errors) throw error;
    throw invalidInput(error.errors.map((problem) => ({ ...problem, path: below(name, problem.path) })));
  }
}

function below(name: string, path: string): string {
  if (path === 'body') return name;
  return path.startsWith('[') ? `${name}${path}` : `${name}.${path}`;
}

/** Bytes of a YAML document → value; only what JSON can say is taken. Throws 400 as `readJson` does. */
export function readYaml(bytes: Uint8Array): unknown {
  const text = decode(bytes);
  if (text.trim() === '') return undefined;
  const lines = new LineCounter();
  lines.addNewLine(0);
  checkYamlDepth(text, lines);
  let value: unknown;
  try {
    const document = parseDocument(text, {
      version: '1.2',
      schema: 'core',
      uniqueKeys: true,
      // Pretty ones look for their line in the whole text, each of thousands.
      prettyErrors: false,
    });
    const problems = [...document.errors, ...document.warnings].slice(0, limits.problems);
    refuse(problems.map(({ message, pos }) => badYaml(message, lines.linePos(pos[0]))));
    visit(document, { Scalar: (_key, node) => keepExact(node) });
    value = document.toJS({ maxAliasCount: 100 });
  } catch (error) {
    if (error instanceof AppError) throw error;
    throw invalidInput([badYaml(error instanceof Error ? error.message : 'it can not be read')]);
  }
  refuse(problemsOf(value, yamlProblem));
  return value;
}

/** Makes a number that a double does not hold an infinite one, as `parseJson` does. */
function keepExact(node: Scalar): void {
  const { value, source = '' } = node;
  if (typeof value !== 'number') return;
  // Hexadecimal and octal ones are whole.
  const isDecimal = /^[-+]?[\d.]/.test(source) && !/^0[xo]/.test(source);
  if (isDecimal ? !isExact(decimal(source)) : !Number.isSafeInteger(value)) node.value = Infinity;
}

/** A YAML number as JSON would have it, without its sign. */
function decimal(source: string): string {
  const unsigned = source.replace(/^[-+]/, '');
  return unsigned.replace(/^\./, '0.').replace(/\.(?=$|e)/i, '');
}

function badYaml(detail: string, at?: { line: number; col: number }): FieldProblem {
  const place = at ? ` (line ${at.line}, column ${at.col})` : '';
  const params = { detail, ...(at ? { line: at.line, column: at.col } : {}) };
  return { path: 'body', ...reason('bad_yaml', `is no YAML: ${detail}${place}`, params) };
}

/** Where the engine's parser stopped, where it says so. */
function placeOf(words: string, text: string): { line?: number; column?: number } {
  const found = /at position (\d+)/.exec(words)?.[1];
  const isCut = words.startsWith('Unexpected end of');
  if (found === undefined && !isCut) return {};
  const before = isCut ? text : text.slice(0, Number(found));
  const lineStart = before.lastIndexOf('\n') + 1;
  return { line: before.split('\n').length, column: before.length - lineStart + 1 };
}

const utf8 = new TextDecoder('utf-8', { fatal: true });

function decode(bytes: Uint8Array): string {
  try {
    return utf8.decode(bytes);
  } catch {
    throw invalidField('body', 'bad_encoding', 'must be UTF-8');
  }
}

/**
 * Throws 400 for YAML that is too deep, which only its own tokens tell. Not left to a RangeError: V8 ends the whole process where
 * the stack runs out in the middle of a regular expression, and the parser has many.
 */
function checkYamlDepth(text: string, lines: LineCounter): void {
  const parser = new Parser(lines.addNewLine);
  // The document itself is on the parser's stack, and a scalar that is being read.
  const most = limits.jsonDepth + 2;
  for (const lexeme of new Lexer().lex(text)) {
    // What is no YAML is told of with the rest, by the document.
    Array.from(parser.next(lexeme));
    if (parser.stack.length > most) throw tooDeep();
  }
}

function refuse(errors: FieldProblem[]): void {
  if (errors.length > 0) throw invalidInput(errors);
}

/** What `check` says of every key and of every value that holds no others, with the path to it. */
function problemsOf(value: unknown, check: (scalar: unknown) => Reason | undefined): FieldProblem[] {
  const errors: FieldProblem[] = [];
  visitValue(value, '', 0);
  return errors;

  function visitValue(inner: unknown, path: string, depth: number): void {
    if (depth > limits.jsonDepth) throw tooDeep();
    if (Array.isArray(inner))
      inner.forEach((item, index) => visitValue(item, `${path}[${index}]`, depth + 1));
    else if (typeof inner === 'object' && inner !== null) {
      for (const [key, item] of Object.entries(inner)) {
        add(path, check(key));
        visitValue(item, path === '' ? key : `${path}.${key}`, depth + 1);
      }
    } else add(path, check(inner));
  }

  function add(path: string, why: Reason | undefined): void {
    if (why === undefined || errors.length >= limits.problems) return;
    errors.push({ path: path === '' ? 'body' : path.toWellFormed().replaceAll('\0', '\u2400'), ...why });
  }
}

/** Refuses U+0000 and lone surrogates. */
function textProblem(value: unknown): Reason | undefined {
  if (typeof value !== 'string') return undefined;
  if (value.includes('\0')) {
    return reason('bad_text', 'must not contain the character U+0000', { reason: 'nul' });
  }
  if (value.isWellFormed()) return undefined;
  return reason('bad_text', 'must not contain half of a surrogate pair', { reason: 'surrogate' });
}

/** Refuses U+0000, lone surrogates, and numbers that JSON does not have or a double does not hold. */
function yamlProblem(value: unknown): Reason | undefined {
  if (typeof value === 'number' && !Number.isFinite(value)) return reason('not_exact', notExact);
  return textProblem(value);
}
