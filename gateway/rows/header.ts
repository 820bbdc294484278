import { parseNumber } from './numbers.ts';
import { dateFormatsOf } from './date-format.ts';

/** Whether the first row of a CSV looks like names: short texts, all of them. */
export function looksLikeHeader(cells: string[], below: string[] | null): boolean {
  const names = cells.map((cell) => cell.trim()).filter((name) => name !== '');
  if (names.length === 0) return false;
  if (names.some((name) => name.length > 200 || isValue(name))) return false;
  // A row like those below it: texts over texts say nothing, and most files have a header.
  return below === null || names.length * 2 >= below.length;
}

function isValue(text: string): boolean {
  return (
    parseNumber(text, '.') !== undefined ||
    parseNumber(text, ',') !== undefined ||
    dateFormatsOf(text).length > 0
  );
}
