import { z } from 'zod';
import { collectionSchema } from './collection-schema.ts';
import { limits } from './limits.ts';
import { resourceName } from './names.ts';
import { refusal } from './problem-codes.ts';
import { fieldProblem } from './problems.ts';

export const importFormat = z.enum(['csv', 'ndjson', 'json']);

/** Whether TextDecoder knows an encoding by this name. */
function isEncoding(label: string): boolean {
  try {
    return new TextDecoder(label).encoding !== '';
  } catch {
    return false;
  }
}

/** Day, month and year once each in any order, then maybe hours, minutes, seconds. */
export const datePattern =
  /^(?=[^d]*dd[^d]*$)(?=[^m]*mm[^m]*$)(?=[^y]*(?:yyyy|yy)[^y]*$)(?:dd|mm|yyyy|yy)[-/. ]?(?:dd|mm|yyyy|yy)[-/. ]?(?:dd|mm|yyyy|yy)(?:[ T,]+HH:MM(?::SS)?)?$/;

const rules = {
  date_format: z
    .string()
    .regex(datePattern, 'must be made of dd, mm, yyyy (or yy) and maybe HH:MM or HH:MM:SS, as dd/mm/yyyy')
    .optional()
    .describe('How dates are written, as dd/mm/yyyy or yyyy-mm-dd HH:MM:SS; a time without an offset is UTC'),
  decimal: z
    .enum(['.', ','])
    .optional()
    .describe('What divides the fraction of a number; the other one may divide thousands'),
  empty: z
    .enum(['null', 'text'])
    .optional()
    .describe('What an empty cell is: no value (default), or a text without characters'),
};

export const columnMapping = z.union([resourceName, z.strictObject({ field: resourceName, ...rules })]);

export const importOptions = z.strictObject({
  format: importFormat.optional().describe('Found out, where it is not given'),
  mapping: z
    .record(z.string().min(1).max(limits.columnNameLength), columnMapping)
    .optional()
    .describe(
      'Column → field; columns that are not in it are left out. Without it every column goes to the field of its name',
    ),
  delimiter: z
    .string()
    .length(1)
    .refine((text) => !/["\r\n]/.test(text), {
      error: 'must be no quote and no end of a line',
      params: refusal('bad_delimiter'),
    })
    .optional()
    .describe('Of a CSV; found out, where it is not given'),
  encoding: z
    .string()
    .max(40)
    .refine(isEncoding, { error: 'is not the name of an encoding', params: refusal('unknown_encoding') })
    .optional()
    .describe('As utf-8, utf-16le or windows-1252; found out, where it is not given'),
  header: z
    .boolean()
    .default(true)
    .describe('The first row of a CSV has the names; else they are column_1, column_2 and so on'),
  on_error: z
    .enum(['reject_row', 'stop'])
    .default('reject_row')
    .describe('A row that is not taken is put aside, or ends the import; what was written before it stays'),
});

/** What may be said of a file that is only looked at: the rest is guessed. */
export const inspectOptions = importOptions
  .pick({ format: true, delimiter: true, encoding: true })
  .extend({ header: z.boolean().optional().describe('Guessed, where it is not given') });

/** The body of an import of a staged upload; of a form, its part `options` has the rest. */
export const importBody = importOptions.extend({
  file_id: z.string().describe('A staged upload, of this collection'),
});

export const importQuery = z.strictObject({
  dry_run: z.boolean().default(false).describe('Says what would become of the rows, and writes nothing'),
});

export const dryRunAnswer = z.object({
  rows: z.int(),
  valid: z.int(),
  problems: z.array(fieldProblem.extend({ line: z.int() })).describe(`The first ${limits.problems}`),
});

/** What a reading has guessed, or could not know; `column` is there where it is one column's. */
export const rowsNoticeCode = z.enum([
  'first_rows_only',
  'unreadable_rows',
  'no_header',
  'too_many_columns',
  'no_value',
  'ambiguous_number',
  'ambiguous_date',
  'no_offset',
]);

export const rowsNotice = z.object({
  code: rowsNoticeCode,
  column: z.string().optional(),
  params: z.record(z.string(), z.union([z.string(), z.number()])).optional(),
});

export const inspectAnswer = z.object({
  format: importFormat,
  delimiter: z.string().nullable(),
  encoding: z.string(),
  header: z.boolean(),
  rows_read: z.int(),
  schema: collectionSchema.describe('Can be posted as a new collection'),
  mapping: z.record(z.string(), columnMapping).describe('Can be used for an import into that collection'),
  sample: z
    .array(z.record(z.string(), z.unknown()))
    .describe('The first rows as the records that they would be'),
  warnings: z.array(z.string()).describe('In English; translate by `notices`'),
  notices: z.array(rowsNotice).describe('The same as `warnings`, one for one'),
});

/** What is sent of the rows that an import has put aside. */
export const rejectedRows = {
  content: {
    'application/x-ndjson': {
      schema: z
        .string()
        .describe('On each line {line, row, errors}: a row as its file has it, and why it is no record'),
    },
  },
};

/** Of a job that imports. */
export interface ImportResult {
  created: number;
  rejected: number;
}

export type ImportFormat = z.infer<typeof importFormat>;
export type ColumnMapping = z.infer<typeof columnMapping>;
export type ColumnRules = Omit<Exclude<ColumnMapping, string>, 'field'>;
export type InspectOptions = z.infer<typeof inspectOptions>;
export type RowsNotice = z.infer<typeof rowsNotice>;
export type ImportOptions = z.infer<typeof importOptions>;
export type DryRunAnswer = z.infer<typeof dryRunAnswer>;
export type InspectAnswer = z.infer<typeof inspectAnswer>;
