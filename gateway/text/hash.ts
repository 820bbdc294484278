/** Terms and 4-grams live beside each other: the word `casa` and the gram `casa` are two things. */
export const seeds = { term: 0x811c9dc5, gram: 0x2f0b4a63 } as const;

/** u32 index of a stretch of text: FNV-1a over UTF-16 units with Murmur's finish. */
export function hash(text: string, seed: number, start = 0, end = text.length): number {
  let h = seed;
  for (let at = start; at < end; at++) h = Math.imul(h ^ text.charCodeAt(at), 0x01000193);
  h = Math.imul(h ^ (h >>> 16), 0x85ebca6b);
  h = Math.imul(h ^ (h >>> 13), 0xc2b2ae35);
  return (h ^ (h >>> 16)) >>> 0;
}
