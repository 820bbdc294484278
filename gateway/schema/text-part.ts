import { invalidField } from '../errors.ts';
import { typeOf } from './field-types/index.ts';
import { parseJson } from './parse-json.ts';
import type { Field } from './types.ts';

/**
 * The JSON value of a multipart text part, by the type of its field: as it stands, or read as JSON. Only the form is
 * read here; the value is checked with the record. Throws 400 for what is no JSON.
 */
export function readTextPart(field: Field, text: string): unknown {
  if (typeOf(field).textPart === 'plain') return text;
  try {
    return parseJson(text);
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error;
    throw invalidField(field.name, 'malformed_json', `must be JSON, because its type is ${field.type}`, {
      type: field.type,
    });
  }
}
