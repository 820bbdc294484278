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
    '0.10000000000000001',
    '0.29999999999999999',
    '4.9e-324',
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
    '3.14159265358979323846',
    '1.00000000000000000001',

    '1e400',
    '1e309',
    '1.7976931348623159e308',
    '1e-400',
    '1e-324',
    '1e999999999999999999999',
  ])('%s is not', (text) => expect(isExact(text)).toBe(false));

  const positive = fc.double({ noNaN: true, noDefaultInfinity: true, min: Number.MIN_VALUE });

  it('as every double is, written with any number of digits, and none with another last digit', () => {
    fc.assert(
      fc.property(
        positive,
        fc.integer({ min: 17, max: 40 }),
        fc.integer({ min: 1, max: 9 }),
        (value, count, last) => {
          expect(isExact(JSON.stringify(value))).toBe(true);
          const [mantissa = '', exponent = '0'] = value.toExponential(count).split('e');
          expect(isExact(`${mantissa}e${exponent}`)).toBe(true);
          fc.pre(!mantissa.endsWith(String(last)));
          expect(isExact(`${mantissa.slice(0, -1)}${last}e${exponent}`)).toBe(false);
        },
      ),
    );
  });

  it('as every whole double is, and none beside it', () => {
    fc.assert(
      fc.property(fc.bigInt({ min: 2n ** 54n, max: 2n ** 100n }), (near) => {
        const whole = BigInt(Number(near));
        expect(isExact(String(whole))).toBe(true);
        expect([isExact(String(whole + 1n)), isExact(String(whole - 1n))]).toEqual([false, false]);
      }),
    );
  });
});

it('however long the number is', () => {
  const zeros = '0'.repeat(2_000_000);
  expect([isExact(`1${zeros}1`), isExact(`1.5${zeros}`), isExact(`0.${zeros}1`)]).toEqual([
    false,
    true,
    false,
  ]);
});
