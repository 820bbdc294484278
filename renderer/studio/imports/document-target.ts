import { limits } from '../../../gateway/contract/limits.ts';
import type { CollectionSchema, Field } from '../../api/types.ts';
import { endingOf } from '../uploads/media-type.ts';

type Fields = readonly Field[];

/** The fields of a collection that documents can go into. */
export function fileFieldsOf(fields: Fields): Field[] {
  return fields.filter(({ type }) => type === 'file');
}

/** How a record is made of a file alone. */
export interface DocumentTarget {
  /** The field that the file goes into. */
  file: Field;
  /** Fields that take its name. */
  titles: string[];
  /** Required fields that nothing fills: without them no record comes about. */
  missing: string[];
}

const titleNames = new Set(['title', 'name', 'titulo', 'nome']);

/** The name of the file goes to each required string, or to the one that is called a title. */
export function documentTarget(fields: Fields, file: Field): DocumentTarget {
  const open = fields.filter((field) => field.name !== file.name && isOpen(field));
  const titles = open.filter(({ type }) => type === 'string' || type === 'text').map(({ name }) => name);
  const called = fields.find(({ name, type }) => type === 'string' && titleNames.has(name));
  const missing = open.filter(({ name }) => !titles.includes(name)).map(({ name }) => name);
  return { file, titles: titles.length === 0 && called ? [called.name] : titles, missing };
}

function isOpen({ required, default: given }: Field): boolean {
  return required === true && given === undefined;
}

/** The record of a file that has arrived. */
export function documentRecord(
  { file, titles }: DocumentTarget,
  schema: Pick<CollectionSchema, 'fields'>,
  name: string,
  fileId: string,
): Record<string, unknown> {
  const taken = { file_id: fileId };
  const title = titleOf(name);
  const named = titles.map((field) => {
    const most = schema.fields.find((one) => one.name === field)?.max_length ?? 2_000;
    return [field, [...title].slice(0, most).join('')];
  });
  return { ...Object.fromEntries(named), [file.name]: file.multiple === true ? [taken] : taken };
}

/** `relatorio-14.pdf` → `relatorio-14`. */
function titleOf(name: string): string {
  const ending = endingOf(name);
  return ending === '' ? name : name.slice(0, -ending.length - 1);
}

/** What a collection of documents is made of. */
export interface DocumentsDraft {
  name: string;
  titleField: string;
  fileField: string;
  isSearched: boolean;
  onError: 'store' | 'reject';
}

/** As the gateway has it, whose types ask for it. */
const defaultConfig: CollectionSchema['config'] = {
  chunk_size: limits.chunkSizeDefault,
  chunk_overlap: limits.chunkOverlapDefault,
  language: 'auto',
  typo_tolerance: false,
};

export function documentsSchema({
  name,
  titleField,
  fileField,
  isSearched,
  onError,
}: DocumentsDraft): Omit<CollectionSchema, 'description'> {
  return {
    name,
    config: defaultConfig,
    fields: [
      { name: titleField, type: 'string', required: true },
      {
        name: fileField,
        type: 'file',
        required: true,
        ...(isSearched ? { vectorize: true, extract_config: { on_error: onError } } : {}),
      },
    ],
  };
}
