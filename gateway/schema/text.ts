/** Characters as people count them: code points, so that an emoji is one. */
export function isLongerThan(text: string, characters: number): boolean {
  if (text.length <= characters) return false;
  if (text.length > characters * 2) return true;
  let count = 0;
  for (const character of text) count += character === '' ? 0 : 1;
  return count > characters;
}

const loneSurrogate = /\p{Surrogate}/u;

/** False for what no engine can keep as text: U+0000 and half of a surrogate pair. */
export function isStorable(text: string): boolean {
  return !text.includes('\0') && !loneSurrogate.test(text);
}

/** Turns a value into words for a message, never longer than a line. */
export function show(value: unknown): string {
  return `"${shortened(value)}"`;
}

/** The same without the quotes, for clients that word the message themselves. */
export function shortened(value: unknown): string {
  const isPlain = typeof value === 'string' || typeof value === 'number';
  const text = isPlain ? String(value) : (JSON.stringify(value) ?? typeof value);
  const clean = text.slice(0, 200).replace(/[\p{C}\p{Zl}\p{Zp}]/gu, '\u{FFFD}');
  return isLongerThan(clean, 60) ? `${Array.from(clean).slice(0, 60).join('')}…` : clean;
}
