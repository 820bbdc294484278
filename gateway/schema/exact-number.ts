/** Said of an infinite number, which is what one that is not exact is read as. */
export const notExact = 'must be a finite number that a double holds exactly; send another one as a string';

/** A decimal of fewer digits than this comes out of a double as it went in, unless its exponent is large. */
const surelyExactDigits = 15;

/** What `toPrecision` writes at most; a double may have more, and nobody sends them. */
const mostDigits = 100;

/**
 * Whether a number that is written like this (without a sign) is the same number when it is read as a double and written
 * with as many digits: 0.1, 1.0, 1e300 and 0.10000000000000001 (as `%.17g` writes a tenth) are, 750727362669608961 and
 * 1e400 are not.
 */
export function isExact(text: string): boolean {
  if (text.length <= surelyExactDigits && !/e/i.test(text)) return true;
  const value = Number(text);
  if (String(value) === text) return true;
  const digits = significantDigits(text);
  if (digits === '') return true;
  if (!Number.isFinite(value) || digits.length > mostDigits) return false;
  // The nearest double is never some power of ten away, so that the digits tell.
  return significantDigits(value.toPrecision(digits.length)) === digits;
}

const zero = 48;

/** The digits of a number from its first to its last that is not 0. In one go, since a number may be as long as a body. */
function significantDigits(text: string): string {
  const exponent = text.search(/e/i);
  const mantissa = exponent < 0 ? text : text.slice(0, exponent);
  const point = mantissa.indexOf('.');
  const digits = point < 0 ? mantissa : mantissa.slice(0, point) + mantissa.slice(point + 1);
  let from = 0;
  while (digits.charCodeAt(from) === zero) from++;
  let to = digits.length;
  while (to > from && digits.charCodeAt(to - 1) === zero) to--;
  return digits.slice(from, to);
}
