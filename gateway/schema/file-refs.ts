import type { FieldProblem } from '../errors.ts';
import type { FileRefs } from './types.ts';

/** The file ids that records name in JSON, staged or not. */
export function fileIdsOf(inputs: { files: FileRefs }[]): string[] {
  return inputs.flatMap(({ files }) => Object.values(files).flatMap(idsOf));
}

/** The file ids of a field. */
export function idsOf(refs: FileRefs[string]): string[] {
  return (refs ?? []).map(({ file_id: id }) => id);
}

/** One problem for each file of a record that an earlier record of the request takes already; adds the others to `seen`. */
export function takenTwice(
  { files, at }: { files: FileRefs; at: string },
  seen: Set<string>,
): FieldProblem[] {
  const problems: FieldProblem[] = [];
  for (const [field, refs] of Object.entries(files)) {
    for (const id of idsOf(refs)) {
      const path = fieldPath(at, field);
      const message = 'names a file that another record takes already';
      if (seen.has(id)) {
        problems.push({ path, code: 'duplicate', message, params: { reason: 'file_in_request' } });
      }
      seen.add(id);
    }
  }
  return problems;
}

/** What a problem with a field names: `file`, in a batch `[3].file`. */
export function fieldPath(at: string, field: string): string {
  return at === '' ? field : `${at}.${field}`;
}
