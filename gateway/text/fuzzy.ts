import { gramsIn } from './words.ts';
import type { Word } from './words.ts';

/** Words as alike as this count as the same word mistyped. */
const similarEnough = 0.4;

/** Words of a query by their 4-grams, so that a text's word is compared with those only that it shares one with. */
export class FuzzyWords {
  readonly #words = new Set<string>();
  readonly #sizes: number[] = [];
  /** 4-gram → places of the words that have it. */
  readonly #places = new Map<number, number[]>();

  add(word: Word): void {
    if (this.#words.has(word.folded)) return;
    this.#words.add(word.folded);
    const grams = gramsIn(word);
    const place = this.#sizes.push(grams.length) - 1;
    for (const gram of new Set(grams)) {
      const places = this.#places.get(gram);
      if (places) places.push(place);
      else this.#places.set(gram, [place]);
    }
  }

  get isEmpty(): boolean {
    return this.#sizes.length === 0;
  }

  /** Whether one of the words has enough 4-grams in common with this one (twice the common ones of all of both). */
  hasAlike(word: Word): boolean {
    const grams = gramsIn(word);
    const common = new Map<number, number>();
    for (const gram of grams) {
      for (const place of this.#places.get(gram) ?? []) {
        const count = (common.get(place) ?? 0) + 1;
        if ((2 * count) / (grams.length + (this.#sizes[place] ?? 0)) >= similarEnough) return true;
        common.set(place, count);
      }
    }
    return false;
  }
}
