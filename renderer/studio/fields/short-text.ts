/** The beginning of a text, cut between characters; `isCut` says that there is more. */
export function cutText(text: string, length: number): { text: string; isCut: boolean } {
  if (text.length <= length) return { text, isCut: false };
  const last = text.charCodeAt(length - 1);
  // Never half of a surrogate pair.
  const end = last >= 0xd8_00 && last <= 0xdb_ff ? length - 1 : length;
  return { text: text.slice(0, end), isCut: true };
}

const known = new WeakMap<object, string>();

/**
 * The beginning of a value as JSON on one line, of about `length` characters. Megabytes are not written out for it: it
 * stops where it is long enough.
 */
export function shortJson(value: unknown, length = 300): string {
  if (typeof value !== 'object' || value === null) return writeJson(value, length);
  const before = known.get(value);
  if (before !== undefined) return before;
  const text = writeJson(value, length);
  known.set(value, text);
  return text;
}

function writeJson(value: unknown, length: number): string {
  const parts: string[] = [];
  let left = length;
  const put = (text: string): void => {
    parts.push(text);
    left -= text.length;
  };
  const write = (item: unknown): void => {
    if (typeof item === 'string') put(JSON.stringify(cutText(item, Math.max(left, 1)).text));
    else if (Array.isArray(item)) writeAll('[', ']', item.entries(), false);
    else if (typeof item === 'object' && item !== null) writeAll('{', '}', Object.entries(item), true);
    else put(JSON.stringify(item) ?? 'null');
  };
  const writeAll = (
    open: string,
    close: string,
    entries: Iterable<[string | number, unknown]>,
    hasKeys: boolean,
  ): void => {
    put(open);
    let isFirst = true;
    for (const [key, item] of entries) {
      if (left <= 0) break;
      if (!isFirst) put(', ');
      isFirst = false;
      if (hasKeys) put(`${JSON.stringify(key)}: `);
      write(item);
    }
    put(close);
  };
  write(value);
  const text = parts.join('');
  return left < 0 ? `${cutText(text, length).text}…` : text;
}
