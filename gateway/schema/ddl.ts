import { typeOf } from './field-types/index.ts';
import type { CollectionSchema, Field } from './types.ts';

/** Quotes an identifier. Names are checked by their pattern long before; this is the second lock on that door. */
export function quoteIdentifier(name: string): string {
  return `"${name.replaceAll('"', '""')}"`;
}

/** The Postgres type of a field's column, without its collation: what a parameter is cast to. */
export function columnType(field: Field): string {
  return typeOf(field).column(field);
}

/** The index of an `indexed` or `unique` field; a unique violation names it as its constraint. */
export function indexName(tableName: string, field: Pick<Field, 'number'>): string {
  return `${tableName}_${field.number}`;
}

/** DDL of a collection's record table with its indexes, in order. Text is collated by code point. */
export function createTable(
  schema: CollectionSchema,
  { schemaName, tableName }: { schemaName: string; tableName: string },
): string[] {
  const table = `${quoteIdentifier(schemaName)}.${quoteIdentifier(tableName)}`;
  const columns = [
    'id uuid PRIMARY KEY',
    'created_at timestamptz(3) NOT NULL',
    'updated_at timestamptz(3) NOT NULL',
    'revision uuid NOT NULL',
    ...schema.fields.map(columnDefinition),
  ];
  return [
    `CREATE TABLE ${table} (${columns.join(', ')})`,
    `COMMENT ON TABLE ${table} IS '${schema.name.replaceAll("'", "''")}'`,
    ...schema.fields
      .filter((field) => field.indexed || field.unique)
      .map((field) => createIndex(table, tableName, field)),
  ];
}

function columnDefinition(field: Field): string {
  const type = columnType(field);
  const collation = type.startsWith('text') ? ' COLLATE "C"' : '';
  return `${quoteIdentifier(field.column)} ${type}${collation}`;
}

function createIndex(table: string, tableName: string, field: Field): string {
  const name = quoteIdentifier(indexName(tableName, field));
  const over = typeOf(field).index(quoteIdentifier(field.column), field);
  return `CREATE ${field.unique ? 'UNIQUE ' : ''}INDEX ${name} ON ${table} ${over}`;
}
