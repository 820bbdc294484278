/**
 * What clients translate problem documents by. A leaf without libraries: the renderer imports it.
 *
 * `errors[].message` is English and may be worded anew; `code` and `params` say the same and stay as they are.
 */

/** Every `code` a problem document can carry, with its HTTP status and title. */
export const errorCodes = {
  invalid_input: { status: 400, title: 'Invalid input' },
  unauthenticated: { status: 401, title: 'A valid API key is needed' },
  forbidden: { status: 403, title: 'This key may not do that' },
  foreign_host: { status: 403, title: 'Requests for this host are refused' },
  foreign_origin: { status: 403, title: 'Requests from this origin are refused' },
  not_found: { status: 404, title: 'Not found' },
  method_not_allowed: { status: 405, title: 'Method not allowed' },
  conflict: { status: 409, title: 'Conflict' },
  already_exists: { status: 409, title: 'Exists already' },
  file_lost: { status: 410, title: 'The file is lost' },
  precondition_failed: { status: 412, title: 'A precondition does not hold' },
  too_large: { status: 413, title: 'Too large' },
  unsupported_media_type: { status: 415, title: 'Unsupported content type' },
  range_not_satisfiable: { status: 416, title: 'Range not satisfiable' },
  internal: { status: 500, title: 'Internal error' },
  unavailable: { status: 503, title: 'A part of FroDB is not available' },
  disk_full: { status: 507, title: 'The disk is full' },
} as const;

export type ErrorCode = keyof typeof errorCodes;

/** What a value was instead of what it had to be. */
const kinds = ['null', 'list', 'object', 'string', 'number', 'boolean', 'nothing'] as const;

/** What a value has to be. */
const expected = [
  'boolean',
  'string',
  'filled_string',
  'number',
  'whole_number',
  'date',
  'datetime',
  'uuid',
  'list',
  'object',
  'json',
  'file',
  'file_id',
  'file_ids',
  'filters',
  'sort',
  'sort_key',
  'records',
  'json_part',
  'no_file',
] as const;

/** Lists of names come as one text, the names separated by `, `. */
const text = 'text';
const number = 'number';
/** A number, or a text such as a date. */
const value = 'value';

/**
 * Every `errors[].code`, with the params that it comes with: text, a number, or one of a few words. Those with a `?` are
 * not always there; `reason` says which of several sentences is meant.
 */
export const fieldProblems = {
  required: {
    'reason?': [
      'enum_values',
      'array_items',
      'one_file',
      'no_column',
      'bare_file',
      'no_part',
      'database_key',
      'custom_key',
    ],
    'field?': text,
  },
  blank: {},
  unknown_key: { 'known?': text, 'reason?': ['field', 'part'] },
  read_only: {},
  duplicate: {
    'reason?': ['file_in_record', 'file_in_request', 'column', 'in_list'],
    'field?': text,
    'value?': text,
  },
  wrong_type: { 'expected?': expected, 'given?': kinds, 'value?': text, 'format?': text, 'type?': text },
  not_in_values: { values: text, 'value?': text },

  too_small: { min: value },
  too_large: { max: value, 'unit?': ['bytes'] },
  out_of_range: { min: number, max: number, 'unit?': ['fields', 'items'] },
  not_exact: {},
  too_short: { min: number },
  too_long: {
    max: number,
    unit: ['characters', 'bytes'],
    'reason?': ['indexed', 'row', 'first_row', 'column_name'],
  },
  too_few: { min: number, unit: ['items', 'records'] },
  too_many: { 'max?': number, unit: ['items', 'records', 'conditions', 'values', 'fields', 'parts'] },
  too_many_files: { max: number },
  too_deep: { max: number },

  not_a_date: {},
  not_a_datetime: {},
  in_the_past: {},
  not_storable: { 'reason?': ['key'] },
  bad_text: { reason: ['nul', 'surrogate', 'utf8'] },
  bad_format: { 'reason?': ['name', 'date_format', 'datetime'], 'value?': text },
  invalid: {},

  bad_name: { value: text },
  reserved: { value: text },
  reserved_name: { value: text },
  unknown_type: { reason: ['field', 'event'], value: text, known: text },
  contradiction: {
    reason: [
      'overlap_not_below_size',
      'max_below_min',
      'several_files',
      'vectorize_needs_text',
      'schema_and_items',
      'not_indexable',
      'not_uniquable',
      'files_in_array',
      'inside_array',
      'null_for_required',
      'store_and_flag',
      'minio_without_file',
      'no_text_to_search',
    ],
    'size?': number,
    'store?': text,
    'key?': text,
    'type?': text,
  },
  not_applicable: {
    'reason?': ['default_of_file', 'time_for_date', 'column'],
    'types?': text,
    'field?': text,
    'type?': text,
  },
  not_a_media_type: {},
  unknown_provider: { value: text },

  bad_json: {
    'reason?': ['empty', 'no_object', 'no_list', 'behind_list', 'cut', 'separator'],
    'detail?': text,
    'line?': number,
    'column?': number,
  },
  malformed_json: { type: text },
  bad_yaml: { detail: text, 'line?': number, 'column?': number },
  bad_encoding: { 'reason?': ['cell'] },
  wrong_encoding: { encoding: text },
  unknown_encoding: {},
  bad_multipart: { 'reason?': ['no_name'], 'detail?': text },
  bad_url: { reason: ['escape', 'scheme'] },
  bad_header: { max: number },
  bad_request: { 'detail?': text },
  truncated: {},
  not_allowed: {
    reason: ['body', 'name_of_part', 'key_type', 'custom_key_only', 'secret_in_answer'],
    'type?': text,
  },

  unknown_field: { value: text, 'reason?': ['no_mapping'] },
  unknown_operator: { value: text, known: text },
  wrong_operator: { reason: ['file', 'no_order', 'contains', 'like'], 'operator?': text, 'type?': text },
  bad_pattern: {},
  empty: { reason: ['conditions', 'file', 'rows', 'below_header'] },
  not_sortable: { value: text },
  not_searchable: {},
  with_cursor: {},
  bad_cursor: {},
  other_query: {},
  bad_position: {},

  already_exists: { name: text },
  ambiguous: { databases: text },
  not_unique: {},
  used_with_other_input: {},

  not_accepted: { accept: text, type: text },
  no_such_upload: { file_id: text },
  upload_lost: { file_id: text, store: text },
  document_encrypted: { name: text, detail: text },
  document_broken: { name: text, detail: text },
  document_mismatch: { name: text, detail: text },
  document_unsupported: { name: text, detail: text },
  document_timeout: { name: text, detail: text },
  document_too_big: { name: text, detail: text },

  not_text: {},
  open_quote: {},
  bad_csv: { 'reason?': ['no_row', 'first_row'], 'detail?': text },
  bad_delimiter: {},
  ragged: { cells: number, columns: number },
  unknown_column: { known: text, 'reason?': ['no_header'] },

  not_kept: {},
  has_credentials: {},
  own_address: { detail: text },
  bad_secret: {},
} as const satisfies Record<string, Record<string, ParamType>>;

/** What any code has beside its own: of an import that stopped at a row, which one, and what is in. */
type StoppedImport = { line?: number; created?: number; before_line?: number };

type ParamType = typeof text | typeof number | typeof value | readonly string[];
type Table = typeof fieldProblems;

export type FieldProblemCode = keyof Table;

export const fieldProblemCodes = Object.keys(fieldProblems) as [FieldProblemCode, ...FieldProblemCode[]];

type Said<Type> = Type extends readonly string[]
  ? Type[number]
  : Type extends typeof number
    ? number
    : Type extends typeof value
      ? string | number
      : string;

/** The params of a code, as the table has them. */
export type ProblemParams<Code extends FieldProblemCode> = {
  [Name in keyof Table[Code] as Name extends `${string}?` ? never : Name]: Said<Table[Code][Name]>;
} & {
  [Name in keyof Table[Code] as Name extends `${infer Bare}?` ? Bare : never]?: Said<Table[Code][Name]>;
} & StoppedImport;

/** The last argument of whatever makes a problem: there where the code needs it. */
export type ParamsArgument<Code extends FieldProblemCode> = keyof Table[Code] extends `${string}?`
  ? [params?: ProblemParams<Code>]
  : [params: ProblemParams<Code>];

type ParamsProperty<Code extends FieldProblemCode> = keyof Table[Code] extends `${string}?`
  ? { params?: ProblemParams<Code> }
  : { params: ProblemParams<Code> };

/** What is wrong with something, without the place where it is. */
export type Reason = {
  [Code in FieldProblemCode]: { code: Code; message: string } & ParamsProperty<Code>;
}[FieldProblemCode];

/** One thing wrong with the input. `message` is English; clients translate by `code` and `params`. */
export type FieldProblem = Reason & {
  /** `field`, `field.sub`, `tags[1]`, `[17].year`, `filters.n.$in[1]`, a header or query parameter, or `body`. */
  path: string;
};

/** A reason, its params checked by its code. */
export function reason<Code extends FieldProblemCode>(
  code: Code,
  message: string,
  ...[params]: ParamsArgument<Code>
): Reason {
  return { code, message, ...(params === undefined ? {} : { params }) } as Reason;
}

/** What a check of a zod schema gives as its `params`: which problem it is where the check fails. */
export function refusal<Code extends FieldProblemCode>(
  code: Code,
  ...[params]: ParamsArgument<Code>
): Pick<Reason, 'code' | 'params'> {
  return { code, ...(params === undefined ? {} : { params }) } as Pick<Reason, 'code' | 'params'>;
}

export type ValueKind = (typeof kinds)[number];
export type ExpectedType = (typeof expected)[number];
