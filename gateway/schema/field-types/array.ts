import { readValue } from '../../infra/large-json.ts';
import { isObject, own } from '../json.ts';
import type { JsonObject, JsonValue } from '../json.ts';
import { eachField, readFieldValue } from '../field-values.ts';
import { show } from '../text.ts';
import type { Field } from '../types.ts';
import { wrongType } from '../wrong-type.ts';
import { listCheck } from './checks.ts';
import type { Check } from './checks.ts';
import { jsonType } from './field-type.ts';
import type { FieldType, Shape } from './field-type.ts';
import { jsonCheck } from './json.ts';

type TypeOf = (field: Pick<Field, 'type'>) => FieldType;

/** A list of scalars (`items`), in an array of Postgres, or of objects (`schema`), in JSON. */
export function arrayType(typeOf: TypeOf): FieldType<'array'> {
  const payloadOf = ({ items }: Shape) => items && typeOf(items).payload(items);
  const isIndexable = ({ items }: Shape) => !items || typeOf(items).index('', items) !== undefined;
  const operandOf = ({ items, schema = [] }: Shape): Check =>
    items ? typeOf(items).operand(items) : objectOperand(schema, typeOf);
  return jsonType({
    name: 'array',
    holds: 'items',
    column: ({ items }) => (items ? `${typeOf(items).column(items)}[]` : 'jsonb'),
    index: (column, shape) =>
      isIndexable(shape) ? `USING gin (${column}${shape.schema ? ' jsonb_path_ops' : ''})` : undefined,
    payload: payloadOf,
    check: ({ items, schema, indexed = false }) => {
      if (schema) return listCheck(objectCheck(schema, typeOf));
      return items ? listCheck(typeOf(items).check({ ...items, indexed })) : jsonCheck;
    },
    present: ({ items }) => {
      const presentItem = items && typeOf(items).present(items);
      // A long list comes as text, which nothing reads that need not.
      return presentItem && ((list) => list && (readValue(list) as JsonValue[]).map(presentItem));
    },
    operand: (shape) =>
      listCheck(operandOf(shape), (item) =>
        shape.schema && isObject(item) ? complete(shape.schema, item as JsonObject) : item,
      ),
    canEqual: (operand, { items }) => {
      if (!items) return true;
      return [operand].flat().every((item) => typeOf(items).canEqual(item, items));
    },
    contains: (shape) => ({ op: 'has', check: operandOf(shape) }),
  });
}

function objectCheck(fields: Field[], typeOf: TypeOf): Check {
  return (item, problems) => {
    if (!isObject(item)) return problems.addReason(wrongType('object', item));
    const object: Record<string, JsonValue> = {};
    eachField({ fields, typeOf }, item, problems, (field, check, given) => {
      object[field.name] = readFieldValue(field, check, given, problems);
    });
    return object;
  };
}

/** An object with any of the keys that an item has. */
function objectOperand(fields: Field[], typeOf: TypeOf): Check {
  return (given, problems) => {
    if (!isObject(given)) return problems.addReason(wrongType('object', given));
    const before = problems.list.length;
    const object: Record<string, JsonValue> = {};
    for (const [key, value] of Object.entries(given)) {
      const field = fields.find((candidate) => candidate.name === key);
      if (!field) {
        problems.addAt(key, 'unknown_key', `${show(key)} is not a field here`, { reason: 'field' });
        continue;
      }
      problems.enter(key);
      object[key] = value === null ? null : (typeOf(field).operand(field)(value, problems) ?? null);
      problems.leave();
    }
    return problems.list.length === before ? object : undefined;
  };
}

/** Records keep every key of an item, null where it was missing; a whole item is compared in that form. */
function complete(fields: Field[], object: Record<string, JsonValue>): JsonValue {
  return Object.fromEntries(fields.map((field) => [field.name, own(object, field.name) ?? null]));
}
