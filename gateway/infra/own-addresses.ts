import { lookup } from 'node:dns/promises';
import { BlockList, isIPv6 } from 'node:net';
import { networkInterfaces } from 'node:os';

/** Where something of FroDB listens. `host` null: at this machine, by whichever of its addresses. */
export interface Endpoint {
  host: string | null;
  port: number;
}

/** What an address leads to, at one port. */
export interface OwnAddresses {
  has: (address: string) => boolean;
}

/** All addresses by which `endpoints` are reached at `port`, names looked up now. */
export async function ownAddresses(endpoints: readonly Endpoint[], port: number): Promise<OwnAddresses> {
  const here = addressesOfThisMachine();
  const others = new BlockList();
  let isHere = false;
  for (const endpoint of endpoints.filter((one) => one.port === port)) {
    for (const address of await resolve(endpoint.host)) {
      if (address === null || contains(here, address)) isHere = true;
      else others.addAddress(address, familyOf(address));
    }
  }
  return { has: (address) => contains(others, address) || (isHere && contains(here, address)) };
}

/** A name that is not known now leads nowhere. */
async function resolve(host: string | null): Promise<(string | null)[]> {
  if (host === null) return [null];
  const found = await lookup(host, { all: true }).catch(() => []);
  return found.map(({ address }) => address);
}

function addressesOfThisMachine(): BlockList {
  const list = new BlockList();
  list.addSubnet('127.0.0.0', 8);
  // The unspecified address is this machine too.
  list.addSubnet('0.0.0.0', 8);
  list.addAddress('::', 'ipv6');
  list.addAddress('::1', 'ipv6');
  for (const { address } of Object.values(networkInterfaces()).flatMap((some) => some ?? [])) {
    list.addAddress(address, familyOf(address));
  }
  return list;
}

/** An IPv4 address in the form of IPv6 is the same as without. */
function contains(list: BlockList, address: string): boolean {
  return list.check(address, familyOf(address));
}

function familyOf(address: string): 'ipv4' | 'ipv6' {
  return isIPv6(address) ? 'ipv6' : 'ipv4';
}
