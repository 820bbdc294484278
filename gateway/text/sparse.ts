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
/** Room for the place of a term behind its u32 index within the 53 bits of a number: more than any text has terms. */
const places = 2 ** 21;

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
  const size = terms.size + (grams?.size ?? 0);
  // Index and place in one number each: sorting those natively is what makes this fast.
  const order = new Float64Array(size);
  const weights: number[] = [];
  const put = (index: number, value: number): void => {
    order[weights.length] = index * places + weights.length;
    weights.push(value);
  };
  for (const [term, count] of terms) put(hash(term, seeds.term), weight(count));
  if (grams) for (const [gram, count] of grams) put(gram, gramFactor * weight(count));
  order.sort();
  const indices: number[] = [];
  const values: number[] = [];
  for (const packed of order) {
    const index = Math.floor(packed / places);
    const value = weights[packed - index * places] ?? 0;
    // Two terms of one index count as one.
    if (indices.at(-1) === index) values.push(round((values.pop() ?? 0) + value));
    else {
      indices.push(index);
      values.push(round(value));
    }
  }
  return { indices, values };
}

/** Four decimals change no ranking and halve what travels to Qdrant. */
function round(value: number): number {
  return Math.round(value * 1e4) / 1e4;
}
