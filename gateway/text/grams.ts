import { hash, seeds } from './hash.ts';

const gramSize = 4;
/** Longer words (base64, hashes) share nothing with a mistyped one. */
const longest = 40;

/** Indices of the character 4-grams of a folded word, its beginning and end marked: `^cas`, `casa`, `asa$`. */
export function gramsOf(folded: string): number[] {
  const padded = `^${folded.slice(0, longest)}$`;
  const grams: number[] = [];
  for (let at = 0; at === 0 || at + gramSize <= padded.length; at++) {
    grams.push(hash(padded, seeds.gram, at, Math.min(at + gramSize, padded.length)));
  }
  return grams;
}
