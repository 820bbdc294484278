import type { CollectionSchema, Row } from '../../api/types.ts';

/**
 * What people call a record: its first unique string, else its first string, else the end of its id (whose beginning is a
 * time, alike in neighbours).
 */
export function recordName(schema: CollectionSchema, record: Row): string {
  const strings = schema.fields.filter(({ type }) => type === 'string');
  const ordered = [...strings.filter(({ unique }) => unique), ...strings];
  for (const { name } of ordered) {
    const value = record[name];
    if (typeof value === 'string' && value.trim() !== '') return value;
  }
  return record.id.slice(-8);
}
