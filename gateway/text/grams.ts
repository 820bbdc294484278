const gramSize = 4;
/** Longer words (base64, hashes) share nothing with a mistyped one. */
const longest = 40;

/** Calls `visit` for the character 4-grams of a folded word, its beginning and end marked: `^cas`, `casa`, `asa$`. */
export function eachGram(folded: string, visit: (gram: string) => void): void {
  const padded = `^${folded.length > longest ? folded.slice(0, longest) : folded}$`;
  if (padded.length <= gramSize) return visit(padded);
  for (let at = 0; at + gramSize <= padded.length; at++) visit(padded.slice(at, at + gramSize));
}

/** How much of two words' 4-grams they have in common, 0–1. */
export function gramSimilarity(a: ReadonlySet<string>, b: ReadonlySet<string>): number {
  let common = 0;
  for (const gram of a) if (b.has(gram)) common++;
  return a.size + b.size === 0 ? 0 : (2 * common) / (a.size + b.size);
}

/** The distinct 4-grams of a folded word. */
export function gramsOf(folded: string): Set<string> {
  const grams = new Set<string>();
  eachGram(folded, (gram) => grams.add(gram));
  return grams;
}
