import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { isExact } from './exact-number.ts';

describe('a number is exact', () => {
  it.each([
    '0',
    '1',
    '1.0',
    '1.50',
    '100',
    '0.1',
    '1E5',
    '1e+5',
    '1e-5',
    '0e400',
    '0.000',
    '1e300',
    '1e23',
    '5e-324',

    '9007199254740991',
    '9007199254740992',
    '9007199254740994',
    '100000000000000000000',
    '1.7976931348623157e308',

    '0.1000000000000000000000',
    '0.30000000000000004',
    '123456789012345',
    '0.000000000000000000001',
    '12e22',
  ])('%s', (text) => expect(isExact(text)).toBe(true));

  it.each([
    '750727362669608961',
    '9007199254740993',
    '9007199254740993.0',
    '9007199254740993e0',
    '12345678901234567890',
    '0.30000000000000000001',
    '0.10000000000000001',
    '3.14159265358979323846',
    '1.00000000000000000001',

    '1e400',
    '1e309',
    '1.7976931348623159e308',
    '1e-400',
    '1e-324',
    '4.9e-324',
    '1e999999999999999999999',
  ])('%s is not', (text) => expect(isExact(text)).toBe(false));

  it('as every double is that JavaScript writes, and none with a digit more', () => {
    fc.assert(
      fc.property(fc.double({ noNaN: true, noDefaultInfinity: true, min: 0 }), fc.nat(8), (value, digit) => {
        expect(isExact(JSON.stringify(value))).toBe(true);
        fc.pre(value > 0);
        const [mantissa = '', exponent = '0'] = value.toPrecision(17).split('e');
        const longer = `${mantissa.includes('.') ? mantissa : `${mantissa}.`}000${digit + 1}e${exponent}`;
        expect(isExact(longer)).toBe(false);
      }),
    );
  });

  it('by as much as the digits say, for whole numbers of any length', () => {
    fc.assert(
      fc.property(fc.bigInt({ min: 0n, max: 10n ** 40n }), (value) => {
        const text = String(value);
        expect(isExact(text)).toBe(BigInt(toDecimal(Number(text))) === value);
      }),
    );
  });
});

/** A double as JSON has it, without an exponent. */
function toDecimal(value: number): string {
  const [mantissa = '', exponent = '0'] = String(value).split('e');
  const [whole = '', fraction = ''] = mantissa.split('.');
  return whole + fraction.padEnd(Number(exponent), '0');
}

it('however long the number is', () => {
  const zeros = '0'.repeat(2_000_000);
  expect([isExact(`1${zeros}1`), isExact(`1.5${zeros}`), isExact(`0.${zeros}1`)]).toEqual([
    false,
    true,
    false,
  ]);
});
