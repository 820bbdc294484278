import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { parse } from 'csv-parse/sync';

export type Row = Record<string, unknown>;

/** A record of the sample workspace with the files that belong to its file fields. */
export interface SampleRecord {
  fields: Row;
  /** File field → absolute paths. */
  files: Record<string, string[]>;
}

export interface SampleCollection {
  name: string;
  /** As `POST …/collections` takes it. */
  schema: Row;
  /** Records with files, sent one by one. */
  records: SampleRecord[];
  /** Rows of a table, sent in batches. */
  rows: Row[];
}

export interface Workspace {
  name: string;
  description: string;
  metadata: Row;
  collections: SampleCollection[];
}

interface Manifest {
  name: string;
  description: string;
  metadata: Row;
  collections: string[];
  tables: Record<string, string>;
}

interface SchemaField {
  name: string;
  type: string;
}

/** Reads `resources/samples`; its README says what lies where. */
export async function readWorkspace(dir: string): Promise<Workspace> {
  const manifest = (await readJson(join(dir, 'workspace.json'))) as Manifest;
  const { name, description, metadata } = manifest;
  const collections = await Promise.all(
    manifest.collections.map(async (collection): Promise<SampleCollection> => {
      const schema = (await readJson(join(dir, 'schemas', `${collection}.json`))) as Row;
      const table = manifest.tables[collection];
      if (table !== undefined) {
        const text = await readFile(join(dir, table), 'utf8');
        return { name: collection, schema, records: [], rows: readTable(text, schema) };
      }
      return { name: collection, schema, records: await readRecords(dir, collection), rows: [] };
    }),
  );
  return { name, description, metadata, collections };
}

async function readRecords(dir: string, collection: string): Promise<SampleRecord[]> {
  const stored = (await readJson(join(dir, 'records', `${collection}.json`))) as SampleRecord[];
  return stored.map(({ fields, files }) => ({
    fields,
    files: Object.fromEntries(
      Object.entries(files).map(([field, names]) => [
        field,
        names.map((name) => join(dir, 'documents', name)),
      ]),
    ),
  }));
}

/** CSV to records by the types of the schema; an empty cell is left out, so that it gets its default or null. */
export function readTable(csv: string, schema: Row): Row[] {
  const types = new Map((schema['fields'] as SchemaField[]).map(({ name, type }) => [name, type]));
  const rows: Record<string, string>[] = parse(csv, { columns: true });
  return rows.map((row) =>
    Object.fromEntries(
      Object.entries(row)
        .filter(([, cell]) => cell !== '')
        .map(([name, cell]) => [name, readCell(cell, types.get(name))]),
    ),
  );
}

function readCell(cell: string, type: string | undefined): unknown {
  if (type === 'int' || type === 'float' || type === 'number') return Number(cell);
  if (type === 'boolean') return cell === 'true';
  return cell;
}

async function readJson(path: string): Promise<unknown> {
  return JSON.parse(await readFile(path, 'utf8')) as unknown;
}
