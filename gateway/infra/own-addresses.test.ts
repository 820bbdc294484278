import { networkInterfaces } from 'node:os';
import { describe, expect, it } from 'vitest';
import { ownAddresses } from './own-addresses.ts';

const port = 6_333;

describe('what listens at this machine', () => {
  const mine = Object.values(networkInterfaces()).flatMap((some) =>
    (some ?? []).map(({ address }) => address),
  );
  it.each(['127.0.0.1', '127.8.9.10', '::1', '0.0.0.0', '::', '::ffff:127.0.0.1', '::ffff:7f00:1', ...mine])(
    'is reached by %s',
    async (address) => {
      expect((await ownAddresses([{ host: null, port }], port)).has(address)).toBe(true);
      expect((await ownAddresses([{ host: '127.0.0.1', port }], port)).has(address)).toBe(true);
      expect((await ownAddresses([{ host: 'localhost', port }], port)).has(address)).toBe(true);
    },
  );

  it('is not reached by another machine, nor at another port', async () => {
    expect((await ownAddresses([{ host: null, port }], port)).has('192.0.2.1')).toBe(false);
    expect((await ownAddresses([{ host: null, port }], port + 1)).has('127.0.0.1')).toBe(false);
  });
});

describe('what listens elsewhere', () => {
  it('is reached by its own address only, in all its forms', async () => {
    const addresses = await ownAddresses([{ host: '192.0.2.1', port }], port);
    expect(addresses.has('192.0.2.1')).toBe(true);
    expect(addresses.has('::ffff:192.0.2.1')).toBe(true);
    expect(addresses.has('192.0.2.2')).toBe(false);
    expect(addresses.has('127.0.0.1')).toBe(false);
  });

  it('under a name that nobody knows, is not reached at all', async () => {
    const addresses = await ownAddresses([{ host: 'nowhere.invalid', port }], port);
    expect(addresses.has('127.0.0.1')).toBe(false);
  });
});
