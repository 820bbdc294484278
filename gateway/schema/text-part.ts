import { invalidField } from '../errors.ts';
import { parseJson } from './parse-json.ts';
import type { Field } from './types.ts';

/**
 * The JSON value of a multipart text part, by the type of its field: string, text, enum, date and datetime as
 * they stand, everything else read as JSON. Only the form is read here; the value is checked with the record.
 */
export function readTextPart(field: Field, text: string): unknown {
  switch (field.type) {
    case 'string':
    case 'text':
    case 'enum':
    case 'date':
    case 'datetime':
      return text;
    case 'int':
    case 'float':
    case 'boolean':
    case 'array':
    case 'file':
    case 'json':
      try {
        return parseJson(text);
      } catch (error) {
        if (!(error instanceof SyntaxError)) throw error;
        throw invalidField(field.name, 'malformed_json', `must be JSON, because its type is ${field.type}`);
      }
  }
}
