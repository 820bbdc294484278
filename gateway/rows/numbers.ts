import { isExact } from '../schema/exact-number.ts';

export type DecimalMark = '.' | ',';

const plain = /^[+-]?(?:\d+(?:\.\d*)?|\.\d+)(?:[eE][+-]?\d+)?$/;
const withComma = /^[+-]?(?:\d+(?:,\d*)?|,\d+)$/;
/** Thousands are divided in threes, or not at all. */
const grouped = { ',': /^[+-]?\d{1,3}(?:\.\d{3})+(?:,\d*)?$/, '.': /^[+-]?\d{1,3}(?:,\d{3})+(?:\.\d*)?$/ };

/**
 * A number as people write it. With a named decimal mark the other one may divide thousands; without, only what reads
 * the same everywhere is taken. Infinite where a double does not hold it; undefined for what is no number.
 */
export function parseNumber(text: string, mark: DecimalMark | undefined): number | undefined {
  const digits = normalNumber(text.trim(), mark);
  if (digits === undefined) return undefined;
  return isExact(digits.replace(/^[+-]/, '')) ? Number(digits) : Infinity;
}

function normalNumber(text: string, mark: DecimalMark | undefined): string | undefined {
  if (mark === ',') {
    if (withComma.test(text)) return text.replace(',', '.');
    return grouped[','].test(text) ? text.replaceAll('.', '').replace(',', '.') : undefined;
  }
  if (plain.test(text)) return text;
  return mark === '.' && grouped['.'].test(text) ? text.replaceAll(',', '') : undefined;
}
