import type { QueryBody } from '../../contract/records.ts';
import { invalidField, invalidInput } from '../../errors.ts';
import {
  afterToSql,
  decodeCursor,
  encodeCursor,
  filterToSql,
  parseFilters,
  parseSort,
  queryHash,
  sortToSql,
} from '../../filters/index.ts';
import { yieldToLoop } from '../../infra/yield-to-loop.ts';
import type { Postgres } from '../../infra/postgres.ts';
import { Problems } from '../../schema/problems.ts';
import type { LostFileMarks } from '../../write/lost-files.ts';
import { systemFields } from '../../schema/record.ts';
import { shortened, show } from '../../schema/text.ts';
import { recordsTable } from '../../write/collection.ts';
import type { Collection } from '../../write/collection.ts';
import type { StoredRow } from '../../write/prepared.ts';
import { readRow } from '../../write/rows.ts';
import { fileIdsIn, presentRecord } from './present.ts';
import type { PresentedRecord } from './present.ts';

export interface RecordPage {
  records: PresentedRecord[];
  /** Exact; null behind a cursor and with `count: false`. */
  total: number | null;
  next_cursor: string | null;
}

/** One page of the records that the filters let through. Errors: 400 naming what is wrong with the query. */
export async function queryRecords(
  { pg, lostFiles }: { pg: Postgres; lostFiles: LostFileMarks },
  collection: Collection,
  query: QueryBody,
): Promise<RecordPage> {
  const { schema } = collection;
  const { cursor, offset = 0, limit } = query;
  const filter = parseFilters(schema, query.filters);
  const sort = parseSort(schema, query.sort);
  checkFieldNames(collection, query.fields);
  if (cursor !== undefined && query.offset !== undefined) {
    throw invalidField('offset', 'with_cursor', 'can not be given with a cursor');
  }
  const hash = queryHash(collection.id, query.filters ?? null, query.sort ?? null);
  const params: unknown[] = [];
  const where = filterToSql(filter, params, 't');
  const countParams = [...params];
  const after =
    cursor === undefined ? '' : ` AND ${afterToSql(sort, decodeCursor(sort, cursor, hash), params, 't')}`;
  params.push(limit + 1, offset);
  const table = recordsTable(collection);
  const [rows, total] = await Promise.all([
    pg.query<{ row: string }>(
      `SELECT to_jsonb(t.*)::text AS row FROM ${table} t WHERE ${where}${after}
       ORDER BY ${sortToSql(sort, 't')} LIMIT $${params.length - 1} OFFSET $${params.length}`,
      params,
    ),
    cursor === undefined && query.count !== false ? countRows(pg, table, where, countParams) : null,
  ]);
  const stored: StoredRow[] = [];
  for (const { row } of rows.slice(0, limit)) {
    stored.push(readRow(row));
    const pause = yieldToLoop();
    if (pause) await pause;
  }
  const last = stored.at(-1);
  const hasMore = rows.length > limit && last !== undefined;
  const lost = await lostFiles.of(collection, fileIdsIn(schema, stored));
  return {
    records: stored.map((row) => presentRecord(schema, row, { fields: query.fields, lost })),
    total,
    next_cursor: hasMore ? encodeCursor(sort, presentRecord(schema, last), hash) : null,
  };
}

async function countRows(pg: Postgres, table: string, where: string, params: unknown[]): Promise<number> {
  const [row] = await pg.query<{ total: number }>(
    `SELECT count(*) AS total FROM ${table} t WHERE ${where}`,
    params,
  );
  return row?.total ?? 0;
}

/** 400 for names in `fields` that the collection does not have. */
export function checkFieldNames({ schema, name }: Collection, fields: string[] | undefined): void {
  if (!fields) return;
  const known = new Set<string>([...systemFields, ...schema.fields.map((field) => field.name)]);
  const problems = new Problems('fields');
  for (const [index, field] of fields.entries()) {
    if (known.has(field)) continue;
    problems.addAt(index, 'unknown_field', `${show(field)} is no field of ${name}`, {
      value: shortened(field),
    });
  }
  if (problems.list.length > 0) throw invalidInput(problems.list);
}
