import { limits } from '../../contract/limits.ts';
import { isObject, own } from '../json.ts';
import type { Problems } from '../problems.ts';
import { isStorable, show } from '../text.ts';
import type { Field, FileRefs } from '../types.ts';
import { wrongType } from '../wrong-type.ts';
import { jsonType } from './field-type.ts';

/** Files, which the object store holds: the column has what is known of them. */
export const file = jsonType({
  name: 'file',
  holds: 'files',
  isSearchable: true,
  check: () => (value, problems) => problems.addReason(wrongType('file_id', value)),
  operand: () => (_value, problems) =>
    problems.add('wrong_operator', 'files can only be compared with null, or asked for by $exists', {
      reason: 'file',
    }),
});

/**
 * Reads the files that a record's JSON names, each once (`seen`); null for none. `uploaded` come beside the JSON: they
 * count for `required` and for the number of files.
 */
export function readFiles(
  field: Field,
  given: unknown,
  uploaded: number,
  seen: Set<string>,
  problems: Problems,
): FileRefs[string] {
  const refs = readFileRefs(field, given, seen, problems);
  const count = refs.length + uploaded;
  if (count === 0) {
    if (field.required && given === null) problems.add('required', 'is required');
    else if (field.required && Array.isArray(given) && given.length === 0) {
      problems.add('required', 'needs at least one file', { reason: 'one_file' });
    }
    return null;
  }
  const most = field.multiple ? (field.maxFiles ?? limits.filesPerField) : 1;
  if (count > most) {
    problems.add('too_many_files', `takes at most ${most} file${most === 1 ? '' : 's'}`, { max: most });
  }
  return refs;
}

function readFileRefs(field: Field, given: unknown, seen: Set<string>, problems: Problems) {
  if (given === null) return [];
  if (!field.multiple) {
    const ref = readFileRef(given, seen, problems);
    return ref ? [ref] : [];
  }
  if (!Array.isArray(given)) {
    problems.addReason(wrongType('file_ids', given));
    return [];
  }
  const refs: { file_id: string }[] = [];
  for (const [index, item] of given.entries()) {
    problems.enter(index);
    const ref = readFileRef(item, seen, problems);
    if (ref) refs.push(ref);
    problems.leave();
  }
  return refs;
}

function readFileRef(given: unknown, seen: Set<string>, problems: Problems) {
  const id: unknown = isObject(given) ? own(given, 'file_id') : undefined;
  if (!isObject(given) || typeof id !== 'string' || !isStorable(id)) {
    return problems.addReason(wrongType('file_id', given));
  }
  const extra = Object.keys(given).find((key) => key !== 'file_id');
  if (extra !== undefined) {
    const message = `${show(extra)} is unknown: a file is given as {"file_id": "…"}`;
    return problems.addAt(extra, 'unknown_key', message, { known: 'file_id' });
  }
  if (seen.has(id))
    return problems.add('duplicate', 'names a file that this record takes already', {
      reason: 'file_in_record',
    });
  seen.add(id);
  return { file_id: id };
}
