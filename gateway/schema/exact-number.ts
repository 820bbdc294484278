import { compareNumber } from 'lossless-json';

/** Said of an infinite number, which is what one that is not exact is read as. */
export const notExact = 'must be a finite number that a double holds exactly; send another one as a string';

/** A decimal of fewer digits than this comes out of a double as it went in, unless its exponent is large. */
const surelyExactDigits = 15;

/**
 * Whether a number that is written like this (without a sign) is the same number when it is read as a double and written
 * again: 0.1, 1.0 and 1e300 are, 750727362669608961 and 1e400 are not.
 */
export function isExact(text: string): boolean {
  if (text.length <= surelyExactDigits && !/e/i.test(text)) return true;
  const written = String(Number(text));
  if (written === text) return true;
  return Number.isFinite(Number(written)) && compareNumber(text, written) === 0;
}
