import { isSame } from './form-values.ts';

type Json = Record<string, unknown>;

/** What came of two changes of one record. All three have every field. */
export interface Merge {
  /** Fields that both changed, to different values: somebody has to choose. */
  clashes: string[];
  /** Fields that only the other one changed. */
  taken: string[];
}

/** Compares what a form changed of `base` with what was saved meanwhile, field by field. */
export function mergeRecord(base: Json, yours: Json, theirs: Json): Merge {
  const clashes: string[] = [];
  const taken: string[] = [];
  for (const name of Object.keys(yours)) {
    if (isSame(theirs[name], base[name])) continue;
    if (isSame(yours[name], base[name])) taken.push(name);
    else if (!isSame(yours[name], theirs[name])) clashes.push(name);
  }
  return { clashes, taken };
}
