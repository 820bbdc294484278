/** A small seeded generator (mulberry32), so that a round can be repeated by its printed seed. */
export function seededRandom(seed: number) {
  let state = seed >>> 0;
  const next = (): number => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
  return {
    /** 0 ≤ n < below. */
    whole: (below: number): number => Math.floor(next() * below),
  };
}

export type Random = ReturnType<typeof seededRandom>;
