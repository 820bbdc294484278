import type { SearchAnswer } from '../../api/types.ts';

/** A file as a record holds it. */
export type FileValue = Omit<SearchAnswer['results'][number]['files'][number], 'field'>;

/** The files of a field's value: none, one, or a list. */
export function filesOf(value: unknown): FileValue[] {
  if (value === null || value === undefined) return [];
  return (Array.isArray(value) ? value : [value]) as FileValue[];
}
