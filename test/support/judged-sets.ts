import { join } from 'node:path';
import { sharedDir } from './capabilities.ts';
import { loadCollection } from './ir.ts';
import type { IrCollection } from './ir.ts';

/** Judged queries among the shared data, and the nDCG@10 that docs/search.md promises for each. */
export const judgedSets = [
  { name: 'cranfield', language: 'en', floor: 0.52 },
  { name: 'ptmix', language: 'pt', floor: 0.85 },
] as const;

export function loadJudged(name: string): IrCollection {
  return loadCollection(join(sharedDir, 'data/ir', name));
}
