import { arrayItems, fieldDefinition } from '../contract/collection-schema.ts';
import type { FieldDefinition } from '../contract/collection-schema.ts';
import { fieldTypeNames, scalarTypeNames } from '../contract/enumerations.ts';
import type { FieldTypeName } from '../contract/enumerations.ts';
import { limits } from '../contract/limits.ts';
import type { FieldType } from './field-types/field-type.ts';
import { fieldTypes } from './field-types/index.ts';
import { isObject, own } from './json.ts';
import { nameProblem } from './names.ts';
import { isTwice, ObjectReader } from './object-reader.ts';
import { readExtract, readFileRules } from './parse-file-rules.ts';
import { readRules } from './parse-rules.ts';
import { readStores } from './parse-stores.ts';
import type { Problems } from './problems.ts';
import { systemFields } from './record.ts';
import { shortened, show } from './text.ts';
import type { CollectionConfig, Field, Item } from './types.ts';
import { wrongType } from './wrong-type.ts';

interface Context {
  problems: Problems;
  /** How many arrays of objects are around these fields. */
  nesting: number;
  config: CollectionConfig;
}

/** A field and its normalised wire form. */
interface ParsedField {
  field: Field;
  source: FieldDefinition;
}

const fieldKeys = Object.keys(fieldDefinition.shape);

/** Postgres has columns of these names in every table; upper case keeps ours apart, since no field name has any. */
const systemColumns = new Set(['tableoid', 'xmin', 'cmin', 'xmax', 'cmax', 'ctid']);

/** Reads a list of fields; undefined when it is no list at all. The problems' path points at the list. */
export function readFields(input: unknown, context: Context): ParsedField[] | undefined {
  const { problems } = context;
  if (input === undefined) return problems.add('required', 'is required');
  if (!Array.isArray(input)) return problems.addReason(wrongType('list', input));
  const max = limits.schemaFields;
  if (input.length < 1 || input.length > max) {
    return problems.add('out_of_range', `must have between 1 and ${max} fields`, {
      min: 1,
      max,
      unit: 'fields',
    });
  }
  const fields: ParsedField[] = [];
  const names = new Set<string>();
  for (const [index, item] of input.entries()) {
    problems.enter(index);
    const parsed = readField(item, index + 1, context);
    if (parsed) {
      const { name } = parsed.field;
      if (names.has(name)) problems.addReasonAt('name', isTwice(name));
      names.add(name);
      fields.push(parsed);
    }
    problems.leave();
  }
  return fields;
}

function readField(input: unknown, number: number, context: Context): ParsedField | undefined {
  const { problems } = context;
  if (!isObject(input)) return problems.addReason(wrongType('object', input));
  const reader = new ObjectReader(input, fieldKeys, problems);
  const name = readName(reader, context);
  const typeName = readType(reader, fieldTypeNames);
  if (name === undefined || typeName === undefined) return undefined;
  const type = fieldTypes[typeName];
  const description = reader.string('description', limits.descriptionLength);
  const stores = readStores(reader, type);
  const nested = readNested(reader, type, context);
  const field: Field = {
    name,
    column: systemColumns.has(name) ? name.toUpperCase() : name,
    type: typeName,
    number,
    description,
    required: reader.boolean('required') ?? false,
    indexed: reader.boolean('indexed') ?? false,
    unique: reader.boolean('unique') ?? false,
    filterable: stores.filterable,
    vectorize: stores.vectorize,
    ...readRules(reader, type, problems),
    ...readFileRules(reader, type),
    ...nested.field,
  };
  field.extract = readExtract(reader, field, context.config);
  checkIndexes(reader, field, type);
  if (context.nesting > 0) checkNested(reader, field, type);
  readDefault(reader, field, type, problems);
  const normalised = { type: typeName, ...stores.source, ...nested.source };
  return { field, source: sourceOf<FieldDefinition>(reader, fieldKeys, normalised) };
}

function readName(reader: ObjectReader, { nesting }: Context): string | undefined {
  const name = reader.raw('name');
  if (name === undefined) return reader.wrong('name', 'required', 'is required');
  const problem = nameProblem(name);
  if (problem) return reader.refuse('name', problem);
  if (nesting === 0 && systemFields.some((reserved) => reserved === name)) {
    return reader.wrong('name', 'reserved', `${show(name)} is set by FroDB on every record`, {
      value: shortened(name),
    });
  }
  return name as string;
}

function readType<T extends FieldTypeName>(reader: ObjectReader, types: readonly T[]): T | undefined {
  const given = reader.raw('type');
  if (given === undefined) return reader.wrong('type', 'required', 'is required');
  const name = given === 'number' ? 'float' : given;
  const type = types.find((known) => known === name);
  if (type !== undefined) return type;
  const known = types.join(', ');
  return reader.wrong('type', 'unknown_type', `${show(given)} is not a type here; one of: ${known}`, {
    reason: 'field',
    value: shortened(given),
    known,
  });
}

interface Nested {
  field: Pick<Field, 'schema' | 'items'>;
  source: Partial<FieldDefinition>;
}

const noNested: Nested = { field: {}, source: {} };

function readNested(reader: ObjectReader, type: FieldType, context: Context): Nested {
  const hasSchema = reader.has('schema');
  const hasItems = reader.has('items');
  if (type.holds !== 'items') {
    if (hasSchema)
      reader.wrong('schema', 'not_applicable', 'is for fields of type array only', { types: 'array' });
    if (hasItems)
      reader.wrong('items', 'not_applicable', 'is for fields of type array only', { types: 'array' });
    return noNested;
  }
  if (hasSchema === hasItems) {
    const message = 'an array has either a schema (a list of fields) or items (a scalar type)';
    if (hasItems) reader.wrong('items', 'contradiction', message, { reason: 'schema_and_items' });
    else reader.wrong('schema', 'required', message, { reason: 'array_items' });
    return noNested;
  }
  return hasSchema ? readNestedSchema(reader, context) : readItems(reader, context.problems);
}

function readNestedSchema(reader: ObjectReader, context: Context): Nested {
  if (context.nesting >= limits.schemaNesting) {
    const max = limits.schemaNesting;
    reader.wrong('schema', 'too_deep', `arrays of objects nest at most ${max} deep`, { max });
    return noNested;
  }
  const fields = reader.within('schema', () =>
    readFields(reader.raw('schema'), { ...context, nesting: context.nesting + 1 }),
  );
  if (!fields) return noNested;
  return {
    field: { schema: fields.map(({ field }) => field) },
    source: { schema: fields.map(({ source }) => source) },
  };
}

const itemKeys = Object.keys(arrayItems.shape);

function readItems(reader: ObjectReader, problems: Problems): Nested {
  const items = reader.object('items', itemKeys);
  if (!items) return noNested;
  return reader.within('items', () => {
    const type = readType(items, scalarTypeNames);
    if (type === undefined) return noNested;
    const description = items.string('description', limits.descriptionLength);
    const item: Item = { type, description, ...readRules(items, fieldTypes[type], problems) };
    return { field: { items: item }, source: { items: sourceOf(items, itemKeys, { type }) } };
  });
}

function checkIndexes(reader: ObjectReader, field: Field, type: FieldType): void {
  if (field.indexed && type.index('', field) === undefined) {
    reader.wrong('indexed', 'contradiction', 'text, json and files can not be indexed', {
      reason: 'not_indexable',
    });
  }
  if (field.unique && !type.isUniquable) {
    reader.wrong('unique', 'contradiction', 'text, json, arrays and files can not be unique', {
      reason: 'not_uniquable',
    });
  }
}

function checkNested(reader: ObjectReader, field: Field, type: FieldType): void {
  if (type.holds === 'files') {
    reader.wrong('type', 'contradiction', 'an array can not hold files; a file field can be multiple', {
      reason: 'files_in_array',
    });
  }
  for (const key of ['indexed', 'unique', 'vectorize'] as const) {
    if (!field[key]) continue;
    reader.wrong(key, 'contradiction', 'is not possible inside an array', { reason: 'inside_array' });
  }
}

function readDefault(reader: ObjectReader, field: Field, type: FieldType, problems: Problems): void {
  const given = reader.raw('default');
  if (given === undefined) return;
  if (type.holds === 'files') {
    reader.wrong('default', 'not_applicable', 'a file field has no default', { reason: 'default_of_file' });
  } else if (given === null) {
    if (!field.required) return;
    reader.wrong('default', 'contradiction', 'null can not fill a required field', {
      reason: 'null_for_required',
    });
  } else {
    const value = reader.within('default', () => type.check(field)(given, problems));
    if (value !== undefined) field.default = value;
  }
}

/** The given keys in their usual order, those in `normalised` in their normal form: what was read becomes what is kept. */
function sourceOf<Definition extends object>(
  reader: ObjectReader,
  keys: readonly string[],
  normalised: Partial<Definition>,
): Definition {
  const inOrder = keys.map((key) => [
    key,
    own(normalised as Record<string, unknown>, key) ?? reader.raw(key),
  ]);
  return Object.fromEntries(inOrder.filter(([, value]) => value !== undefined)) as Definition;
}
