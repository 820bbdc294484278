import type { Answer, Field } from '../../api/types.ts';

export type Inspection = Answer<'/imports:inspect', 'post'>;
export type ColumnMapping = Inspection['mapping'][string];
export type FieldType = Field['type'];

/** How a file of rows is read. */
export interface Reading {
  format: Inspection['format'];
  delimiter: string | null;
  encoding: string;
  header: boolean;
}

/** A column of the file, and the field that its values go to. */
export interface ProposedColumn {
  /** In the file. */
  name: string;
  /** Its values are taken; else it is left out. */
  isTaken: boolean;
  /** Of a new collection: as it will be. Of one that is there, only the name counts. */
  field: Field;
  decimal: '.' | ',' | null;
  dateFormat: string | null;
}

/** What is to become of a file of rows; everything in it can be changed. */
export interface Proposal {
  name: string;
  reading: Reading;
  columns: readonly ProposedColumn[];
  /** Of the new collection. */
  config: Inspection['schema']['config'];
  onError: 'reject_row' | 'stop';
}

/** The proposal that an inspection makes for a new collection. */
export function proposalOf({ format, delimiter, encoding, header, schema, mapping }: Inspection): Proposal {
  const fields = new Map(schema.fields.map((field) => [field.name, field]));
  const columns = Object.entries(mapping).flatMap(([name, target]) => {
    const field = fields.get(fieldNameOf(target));
    return field ? [{ name, isTaken: true, field, ...rulesOf(target) }] : [];
  });
  return {
    name: schema.name,
    reading: { format, delimiter, encoding, header },
    columns,
    config: schema.config,
    onError: 'reject_row',
  };
}

/** The same for a collection that is there: columns go to the fields of their name, others are left out. */
export function proposalFor(inspection: Inspection, fields: readonly Field[]): Proposal {
  const proposal = proposalOf(inspection);
  const known = new Map(fields.map((field) => [field.name, field]));
  const columns = proposal.columns.map((column) => {
    const field = known.get(column.name) ?? known.get(column.field.name);
    const isTaken = field !== undefined && isImportable(field);
    return { ...column, isTaken, field: isTaken ? field : column.field };
  });
  return { ...proposal, columns };
}

/** Files come by uploads, not by rows. */
export function isImportable({ type }: Field): boolean {
  return type !== 'file';
}

function fieldNameOf(target: ColumnMapping): string {
  return typeof target === 'string' ? target : target.field;
}

function rulesOf(target: ColumnMapping): Pick<ProposedColumn, 'decimal' | 'dateFormat'> {
  if (typeof target === 'string') return { decimal: null, dateFormat: null };
  return { decimal: target.decimal ?? null, dateFormat: target.date_format ?? null };
}

/** The schema of the collection that is made. */
export function schemaOf({ name, columns, config }: Proposal): Inspection['schema'] {
  return {
    name,
    config,
    fields: columns.filter(({ isTaken }) => isTaken).map(({ field }) => cleaned(field)),
  };
}

/** A field without the keys that its type does not have: it may have been proposed as another one. */
function cleaned(field: Field): Field {
  const { values, ...rest } = field;
  const { store_in: _storeIn, ...plain } = rest;
  const isKeyType = ['string', 'int', 'float', 'date', 'datetime', 'enum', 'boolean'].includes(field.type);
  return {
    ...plain,
    ...(field.type === 'enum' && values ? { values } : {}),
    ...(isKeyType ? {} : { unique: false, indexed: false }),
  };
}

/** The options of the import. */
export function optionsOf({ reading, columns, onError }: Proposal) {
  const mapping = Object.fromEntries(
    columns.filter(({ isTaken }) => isTaken).map((one) => [one.name, targetOf(one)]),
  );
  const { format, delimiter, encoding, header } = reading;
  const isCsv = format === 'csv';
  return {
    format,
    encoding,
    mapping,
    on_error: onError,
    header: isCsv ? header : true,
    ...(isCsv && delimiter !== null ? { delimiter } : {}),
  };
}

function targetOf({ field, decimal, dateFormat }: ProposedColumn): ColumnMapping {
  const isNumber = field.type === 'int' || field.type === 'float';
  const isTime = field.type === 'date' || field.type === 'datetime';
  const rules = {
    ...(isNumber && decimal !== null ? { decimal } : {}),
    ...(isTime && dateFormat !== null ? { date_format: dateFormat } : {}),
  };
  return Object.keys(rules).length === 0 ? field.name : { field: field.name, ...rules };
}

/** What would keep it from being imported, found before anything is sent. */
export type ProposalProblem =
  | { code: 'no_name' | 'no_columns' }
  | { code: 'bad_field_name' | 'two_columns'; column: string; field: string };

const namePattern = /^[a-z][a-z0-9_]*$/;

export function problemsOf({ name, columns }: Proposal, isNew: boolean): ProposalProblem[] {
  const taken = columns.filter(({ isTaken }) => isTaken);
  const problems: ProposalProblem[] = [];
  if (isNew && !namePattern.test(name)) problems.push({ code: 'no_name' });
  if (taken.length === 0) problems.push({ code: 'no_columns' });
  const seen = new Set<string>();
  for (const { name: column, field } of taken) {
    if (!namePattern.test(field.name)) problems.push({ code: 'bad_field_name', column, field: field.name });
    else if (seen.has(field.name)) problems.push({ code: 'two_columns', column, field: field.name });
    seen.add(field.name);
  }
  return problems;
}
