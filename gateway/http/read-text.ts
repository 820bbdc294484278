import { Lexer, LineCounter, Parser, parseDocument } from 'yaml';
import { limits } from '../contract/limits.ts';
import type { FieldProblem } from '../errors.ts';
import { AppError, invalidField, invalidInput } from '../errors.ts';

/** Bytes of a body → value. Throws 400 for what is no JSON, too deep, or has text that can't be kept. */
export function readJson(bytes: Uint8Array): unknown {
  const text = decode(bytes);
  // An empty body is no body: whether one is needed says the route's schema.
  if (text.trim() === '') return undefined;
  checkDepth(text);
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (error) {
    throw invalidField(
      'body',
      'bad_json',
      `is no JSON: ${error instanceof Error ? error.message : 'it can not be read'}`,
    );
  }
  // Only an escape can bring what UTF-8 can't.
  if (text.includes('\\u')) checkStrings(value);
  return value;
}

/** The same of a YAML document; only what JSON can say is taken. */
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
    const [problem] = [...document.errors, ...document.warnings];
    if (problem) throw badYaml(problem.message, lines.linePos(problem.pos[0]));
    value = document.toJS({ maxAliasCount: 100 });
  } catch (error) {
    if (error instanceof AppError) throw error;
    throw badYaml(error instanceof Error ? error.message : 'it can not be read');
  }
  checkStrings(value);
  return value;
}

function badYaml(reason: string, at?: { line: number; col: number }): AppError {
  const place = at ? ` (line ${at.line}, column ${at.col})` : '';
  return invalidField('body', 'bad_yaml', `is no YAML: ${reason}${place}`);
}

const utf8 = new TextDecoder('utf-8', { fatal: true });

function decode(bytes: Uint8Array): string {
  try {
    return utf8.decode(bytes);
  } catch {
    throw invalidField('body', 'bad_encoding', 'must be UTF-8');
  }
}

function tooDeep(): Error {
  const message = `must not be nested deeper than ${limits.jsonDepth}`;
  return invalidField('body', 'too_deep', message, { max: limits.jsonDepth });
}

const quote = 34;
const backslash = 92;

/** Before parsing, so that nothing that recurses ever sees more. */
function checkDepth(text: string): void {
  let depth = 0;
  let inString = false;
  for (let index = 0; index < text.length; index++) {
    const code = text.charCodeAt(index);
    if (inString) {
      if (code === backslash) index++;
      else if (code === quote) inString = false;
    } else if (code === quote) inString = true;
    else if (isOpening(code)) {
      if (++depth > limits.jsonDepth) throw tooDeep();
    } else if (isClosing(code)) depth--;
  }
}

/** `[` or `{` */
function isOpening(code: number): boolean {
  return code === 91 || code === 123;
}

/** `]` or `}` */
function isClosing(code: number): boolean {
  return code === 93 || code === 125;
}

/**
 * The same for YAML, whose depth only its own tokens tell. Not left to a RangeError: V8 ends the whole process where
 * the stack runs out in the middle of a regular expression, and the parser has many.
 */
function checkYamlDepth(text: string, lines: LineCounter): void {
  const parser = new Parser(lines.addNewLine);
  // The document itself is on the parser's stack, and a scalar that is being read.
  const most = limits.jsonDepth + 2;
  for (const lexeme of new Lexer().lex(text)) {
    for (const token of parser.next(lexeme)) {
      if (token.type === 'error') throw badYaml(token.message, lines.linePos(token.offset));
    }
    if (parser.stack.length > most) throw tooDeep();
  }
}

/** Refuses U+0000, lone surrogates, and (from YAML) numbers that JSON does not have. */
function checkStrings(value: unknown): void {
  const errors: FieldProblem[] = [];
  visit(value, '', 0);
  if (errors.length > 0) throw invalidInput(errors);

  function visit(inner: unknown, path: string, depth: number): void {
    if (depth > limits.jsonDepth) throw tooDeep();
    if (typeof inner === 'string') add(path, textProblem(inner));
    else if (typeof inner === 'number' && !Number.isFinite(inner)) add(path, 'must be a finite number');
    else if (Array.isArray(inner))
      inner.forEach((item, index) => visit(item, `${path}[${index}]`, depth + 1));
    else if (typeof inner === 'object' && inner !== null) {
      for (const [key, item] of Object.entries(inner)) {
        add(path, textProblem(key));
        visit(item, path === '' ? key : `${path}.${key}`, depth + 1);
      }
    }
  }

  function add(path: string, message: string | undefined): void {
    if (message === undefined || errors.length >= limits.problems) return;
    errors.push({
      path: path === '' ? 'body' : path.toWellFormed().replaceAll('\0', '\u2400'),
      code: 'bad_text',
      message,
    });
  }
}

function textProblem(text: string): string | undefined {
  if (text.includes('\0')) return 'must not contain the character U+0000';
  return text.isWellFormed() ? undefined : 'must not contain half of a surrogate pair';
}
