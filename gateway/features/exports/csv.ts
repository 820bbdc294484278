import { stringify } from 'csv-stringify/sync';
import { toJson } from '../../infra/large-json.ts';
import { yieldToLoop } from '../../infra/yield-to-loop.ts';
import { systemFields } from '../../schema/record.ts';
import { holdsFiles, typeOf } from '../../schema/field-types/index.ts';
import type { JsonValue } from '../../schema/json.ts';
import type { Field } from '../../schema/types.ts';
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
  lines: async function* (schema, records) {
    for (let at = 0; at < records.length; at += atOnce) {
      yield toLines(
        records
          .slice(at, at + atOnce)
          .map((record) => [
            ...systemFields.map((name) => record[name] as string),
            ...schema.fields.map((field) => cellOf(field, record[field.name])),
          ]),
      );
      const pause = yieldToLoop();
      if (pause) await pause;
    }
  },
};

/** An empty text is quoted, and null is not: nothing else tells one from the other. */
function toLines(rows: (string | null)[][]): string {
  return stringify(rows, { record_delimiter: 'windows', quote_record_delimiter: true, quoted_match: [/^$/] });
}

function cellOf(field: Field, value: JsonValue | undefined): string | null {
  if (value === null || value === undefined) return null;
  if (holdsFiles(field)) return urlsOf(value);
  const isPlain = typeOf(field).textPart === 'plain' && typeof value === 'string';
  return isPlain ? value : toJson(value);
}

/** The URL of the one file, or a list of them. */
function urlsOf(value: JsonValue): string {
  const url = (file: JsonValue): string => (file as unknown as { url: string }).url;
  return Array.isArray(value) ? JSON.stringify(value.map(url)) : url(value);
}
