/**
 * Short Portuguese-like texts: function words and some 9,000 content words whose frequencies fall as Zipf has it, the
 * same ones in every run.
 */

const functionWords =
  `de a o que e do da em um para com não uma os no se na por mais as dos como mas ao ele das à seu sua ou quando muito nos
  já eu também só pelo pela até isso ela entre depois sem mesmo aos seus`.split(/\s+/);
const prefixes = ['', 're', 'des', 'sobre', 'inter', 'contra', 'pre', 'sub'];
const roots =
  `marg corrent sediment chuv bac vaz turbid camp sol pont estac peix medid amostr ripar erod inund nasc afluent barr
  aterr draen veget plant pastag gad cerc trilh morad vizinh relat labor reag filtr sond calibr sensor tubul bomb reserv
  quim nitr fosf oxig metal colif bact alg limn plum secc temperatur umid vent nuv temporal graniz`.split(
    /\s+/,
  );
const endings = `a o ar ado ada ados ção ções eiro eira agem ável idade al ais ico ica ista inho mento`.split(
  /\s+/,
);

/** Numbers in [0, 1) that are the same for the same seed (mulberry32). */
function randomFrom(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

const contentWords = shuffled(
  prefixes.flatMap((prefix) => endings.flatMap((ending) => roots.map((root) => prefix + root + ending))),
);

/** Else all forms of one root would be frequent, or none. */
function shuffled(words: string[]): string[] {
  const random = randomFrom(0);
  const keyed = words.map((word) => ({ word, key: random() }));
  return keyed.sort((a, b) => a.key - b.key).map(({ word }) => word);
}

/** How often the n-th content word occurs is as 1 / (n + offset). */
const offset = 20;
const shortest = 30;
const longest = 60;
/** Of all words of a text. */
const functionShare = 0.4;

/** A content word by its rank, drawn so that rank r comes up in proportion to 1 / (r + offset). */
function draw(random: () => number, from = 0, to = contentWords.length): string {
  const low = Math.log(from + offset);
  const high = Math.log(to + offset);
  const rank = Math.floor(Math.exp(low + random() * (high - low)) - offset);
  return contentWords[Math.min(rank, contentWords.length - 1)] ?? '';
}

/** The n-th text, of 30 to 60 words. */
export function textOf(n: number): string {
  const random = randomFrom(n + 1);
  const words = shortest + Math.floor(random() * (longest - shortest + 1));
  return Array.from({ length: words }, () =>
    random() < functionShare
      ? (functionWords[Math.floor(random() ** 2 * functionWords.length)] ?? '')
      : draw(random),
  ).join(' ');
}

/** The n-th query: a frequent, a usual, a seldom and a rare word. */
export function queryOf(n: number): string {
  const random = randomFrom(-(n % 997) - 1);
  return [draw(random, 0, 50), draw(random, 50, 500), draw(random, 500, 3_000), draw(random, 3_000)].join(
    ' ',
  );
}
