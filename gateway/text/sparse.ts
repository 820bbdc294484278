import type { Analysis } from './analyze.ts';
import { hash, seeds } from './hash.ts';

/** Sorted, distinct u32 indices and their weights. */
export interface SparseVector {
  indices: number[];
  values: number[];
}

const k1 = 1.2;
const b = 0.75;
/** What a 4-gram weighs beside a word. */
const gramWeight = 0.1;

/**
 * BM25 weights of a document; the inverse document frequency is Qdrant's to add. `meanLength` is that of the
 * collection, in words as `Analysis.length` counts them.
 */
export function documentVector(analysis: Analysis, meanLength: number): SparseVector {
  const relative = meanLength > 0 ? analysis.length / meanLength : 1;
  const norm = k1 * (1 - b + b * relative);
  return toVector(analysis, (count) => (count * (k1 + 1)) / (count + norm), gramWeight);
}

/** Query weights: how often each term stands in the query. */
export function countVector(analysis: Pick<Analysis, 'terms' | 'grams'>): SparseVector {
  return toVector(analysis, (count) => count, 1);
}

function toVector(
  { terms, grams }: Pick<Analysis, 'terms' | 'grams'>,
  weight: (count: number) => number,
  gramFactor: number,
): SparseVector {
  const weights = new Map<number, number>();
  const put = (index: number, value: number) => void weights.set(index, (weights.get(index) ?? 0) + value);
  for (const [term, count] of terms) put(hash(term, seeds.term), weight(count));
  if (grams) for (const [gram, count] of grams) put(gram, gramFactor * weight(count));
  const indices = Uint32Array.from(weights.keys()).sort();
  const values: number[] = [];
  // Four decimals change no ranking and halve what travels to Qdrant.
  for (const index of indices) values.push(Math.round((weights.get(index) ?? 0) * 1e4) / 1e4);
  return { indices: [...indices], values };
}
