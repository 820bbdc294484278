/** The word of a list that somebody most likely meant; undefined when none is near. */
export function nearestWord(written: string, words: readonly string[]): string | undefined {
  const lower = written.trim().toLowerCase();
  if (lower === '') return undefined;
  const known = otherWords[lower];
  if (known !== undefined && words.includes(known)) return known;
  const near = words
    .map((word) => ({ word, distance: distance(lower, word) }))
    .filter(({ word, distance: far }) => far <= Math.max(1, Math.floor(word.length / 3)))
    .toSorted((one, other) => one.distance - other.distance);
  return near[0]?.word;
}

/** What other databases and languages call the same. */
const otherWords: Readonly<Record<string, string>> = {
  integer: 'int',
  interger: 'int',
  bigint: 'int',
  long: 'int',
  decimal: 'float',
  double: 'float',
  real: 'float',
  numeric: 'float',
  bool: 'boolean',
  str: 'string',
  varchar: 'string',
  char: 'string',
  keyword: 'string',
  longtext: 'text',
  markdown: 'text',
  timestamp: 'datetime',
  timestamptz: 'datetime',
  select: 'enum',
  choice: 'enum',
  list: 'array',
  object: 'json',
  jsonb: 'json',
  attachment: 'file',
  pdf: 'file',
  blob: 'file',
  index: 'indexed',
  options: 'values',
  choices: 'values',
  searchable: 'vectorize',
  nullable: 'required',
  maxlength: 'max_length',
  portuguese: 'pt',
  english: 'en',
};

/** How many letters differ: put in, left out, changed, or two swapped. */
function distance(one: string, other: string): number {
  const rows: number[][] = [Array.from({ length: other.length + 1 }, (_, index) => index)];
  for (let i = 1; i <= one.length; i++) {
    const row = [i];
    for (let j = 1; j <= other.length; j++) {
      const isSame = one[i - 1] === other[j - 1];
      const isSwap = i > 1 && j > 1 && one[i - 1] === other[j - 2] && one[i - 2] === other[j - 1];
      row[j] = Math.min(
        (rows[i - 1]?.[j] ?? 0) + 1,
        (row[j - 1] ?? 0) + 1,
        (rows[i - 1]?.[j - 1] ?? 0) + (isSame ? 0 : 1),
        isSwap ? (rows[i - 2]?.[j - 2] ?? 0) + 1 : Infinity,
      );
    }
    rows.push(row);
  }
  return rows.at(-1)?.[other.length] ?? 0;
}
