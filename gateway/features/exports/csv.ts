import { stringify } from 'csv-stringify/sync';
import { isLarge, jsonPortions, textPortions, toJson } from '../../infra/large-json.ts';
import { yieldToLoop } from '../../infra/yield-to-loop.ts';
import { systemFields } from '../../schema/record.ts';
import { holdsFiles, typeOf } from '../../schema/field-types/index.ts';
import type { JsonValue } from '../../schema/json.ts';
import type { Field } from '../../schema/types.ts';
import type { PresentedRecord } from '../records/service.ts';
import type { RecordFormat } from './format.ts';

/** Records that are made into text at once. */
const atOnce = 25;

/**
 * RFC 4180 in UTF-8, with a line of names. Values are as they are: what a spreadsheet takes for a formula is not changed,
 * for it would not be the value any more.
 */
export const csv: RecordFormat = {
  contentType: 'text/csv; charset=utf-8; header=present',
  head: (schema) => toLines([[...systemFields, ...schema.fields.map(({ name }) => name)]]),
  lines: async function* ({ fields }, records) {
    for (let at = 0; at < records.length; at += atOnce) {
      const some = records.slice(at, at + atOnce);
      if (some.some(isLarge)) for (const record of some) yield* longLine(fields, record);
      else
        yield toLines(
          some.map((record) => [
            ...systemCells(record),
            ...fields.map((field) => cellOf(field, record[field.name])),
          ]),
        );
      const pause = yieldToLoop();
      if (pause) await pause;
    }
  },
};

/** An empty text is quoted, and null is not: nothing else tells one from the other. */
const options = { record_delimiter: '\r\n', quote_record_delimiter: true, quoted_match: [/^$/] };

function toLines(rows: (string | null)[][]): string {
  return stringify(rows, options);
}

/** The line of one record, cell by cell: quotes in a long one take their time. */
async function* longLine(fields: Field[], record: PresentedRecord): AsyncGenerator<string> {
  yield stringify([systemCells(record)], { ...options, eof: false });
  for (const field of fields) {
    yield ',';
    const value = record[field.name] ?? null;
    if (!holdsFiles(field) && isLarge(value))
      yield* longCell(isPlain(field, value) ? textPortions(value) : jsonPortions(value));
    else yield stringify([[cellOf(field, value)]], { ...options, eof: false });
  }
  yield '\r\n';
}

async function* longCell(portions: Iterable<string> | AsyncIterable<string>): AsyncGenerator<string> {
  yield '"';
  for await (const portion of portions) {
    yield stringify([[portion]], { quoted: true, eof: false }).slice(1, -1);
    const pause = yieldToLoop();
    if (pause) await pause;
  }
  yield '"';
}

function systemCells(record: PresentedRecord): string[] {
  return systemFields.map((name) => record[name] as string);
}

function cellOf(field: Field, value: JsonValue | undefined): string | null {
  if (value === null || value === undefined) return null;
  if (holdsFiles(field)) return urlsOf(value);
  return isPlain(field, value) ? value : toJson(value);
}

function isPlain(field: Field, value: JsonValue): value is string {
  return typeOf(field).textPart === 'plain' && typeof value === 'string';
}

/** The URL of the one file, or a list of them. */
function urlsOf(value: JsonValue): string {
  const url = (file: JsonValue): string => (file as unknown as { url: string }).url;
  return Array.isArray(value) ? JSON.stringify(value.map(url)) : url(value);
}
