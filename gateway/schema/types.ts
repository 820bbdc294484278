import type { CollectionDefinition } from '../contract/collection-schema.ts';
import type { FieldTypeName, ScalarTypeName, languages } from '../contract/enumerations.ts';
import type { JsonValue } from './json.ts';

/** How the text of a file is taken out; sizes in characters, unset ones come from the collection's config. */
export interface ExtractConfig {
  extractText: boolean;
  /** Kept for later: nothing reads scanned pages yet, so it changes nothing. */
  ocrIfNeeded: boolean;
  onError: 'reject' | 'store';
  chunkSize?: number;
  chunkOverlap?: number;
}

/** The limits of a value, for a field and for the items of an array alike. */
export interface ValueRules {
  /** `enum`: the words it may be. */
  values?: string[] | undefined;
  /** Numbers for int and float; `YYYY-MM-DD` for date; UTC with milliseconds for datetime. Inclusive. */
  min?: number | string | undefined;
  max?: number | string | undefined;
  /** Characters (code points) of string and text. */
  maxLength?: number | undefined;
  /** Shown beside the value, never computed with. */
  unit?: string | undefined;
}

/** One item of an array of scalars. */
export interface Item extends ValueRules {
  type: ScalarTypeName;
  description?: string | undefined;
}

export interface Field extends ValueRules {
  name: string;
  /** The column in the record table: the name, except where Postgres has a system column of that name. */
  column: string;
  type: FieldTypeName;
  /** 1-based and stable: index names carry it. */
  number: number;
  description?: string | undefined;
  required: boolean;
  indexed: boolean;
  unique: boolean;
  /** Kept in the payload of the record's points. */
  filterable: boolean;
  /** Its text is searchable. */
  vectorize: boolean;
  /** Fills a missing key in POST and PUT; already normalised as a record's value. */
  default?: JsonValue | undefined;
  /** `file`: the value is a list of files. */
  multiple: boolean;
  maxFiles?: number | undefined;
  /** Bytes of each file. */
  maxBytes?: number | undefined;
  /** Media types, lower case, `image/*` allowed. */
  accept?: string[] | undefined;
  /** `array` of objects: their fields. */
  schema?: Field[] | undefined;
  /** `array` of scalars. */
  items?: Item | undefined;
  /** `file` only, and there always. */
  extract?: ExtractConfig | undefined;
}

export interface CollectionConfig {
  /** Kept for later, as is the provider: nothing embeds yet, so they change nothing. */
  embeddingModel?: string | undefined;
  embeddingProviderId?: string | undefined;
  /** Characters. */
  chunkSize: number;
  /** Characters, less than `chunkSize`. */
  chunkOverlap: number;
  language: 'auto' | (typeof languages)[number];
  typoTolerance: boolean;
}

export interface CollectionSchema {
  name: string;
  description?: string | undefined;
  fields: Field[];
  config: CollectionConfig;
  /** The normalised wire form: what GET returns, what the catalogue keeps, and what can be POSTed again unchanged. */
  source: CollectionDefinition;
}

/** Field name → value in the form Postgres takes (datetimes in UTC with milliseconds). File fields are not in it. */
export type RecordValues = Record<string, JsonValue>;

/** File field name → null (none) or the staged or kept files that the JSON names. */
export type FileRefs = Record<string, { file_id: string }[] | null>;

/** `patch` takes only the keys that are given; the others fill missing keys with defaults and null. */
export type ValidationMode = 'create' | 'replace' | 'patch';
