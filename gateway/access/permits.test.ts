import { describe, expect, it } from 'vitest';
import { assertPermitted, isAdmin, permits } from './permits.ts';
import type { Action, Caller, Permission, Verdict } from './permits.ts';

const items: Permission = { databases: ['shop'], collections: ['items'], actions: ['read'] };
const shop: Permission = { databases: ['shop'], collections: '*', actions: ['read', 'write'] };
const admin: Permission = { databases: '*', collections: '*', actions: ['admin'] };

const metrics: Permission = { databases: '*', collections: '*', actions: ['metrics'] };

function callerWith(...permissions: Permission[]): Caller {
  return { keyId: 'id', name: 'test', type: 'custom', permissions };
}

describe('permits', () => {
  it.each<[string, Permission[], Action, string, string | null, Verdict]>([
    ['a collection by its name', [items], 'read', 'shop', 'items', 'yes'],
    ['another action on it', [items], 'write', 'shop', 'items', 'forbidden'],
    ['another collection', [items], 'read', 'shop', 'other', 'hidden'],
    ['a collection of that name in another database', [items], 'read', 'other', 'items', 'hidden'],
    ['any collection of the database', [items], 'read', 'shop', null, 'yes'],
    ['all of the database, with one collection', [items], 'read', 'shop', '*', 'forbidden'],
    ['all of the database, with all', [shop], 'read', 'shop', '*', 'yes'],
    ['what a second permission allows', [items, shop], 'write', 'shop', 'items', 'yes'],
    ['the server, which is never hidden', [items], 'admin', '*', '*', 'forbidden'],
    ['the server, as its admin', [admin], 'admin', '*', '*', 'yes'],
    ['metrics, of the server', [metrics], 'metrics', '*', '*', 'yes'],
    ['metrics, as the admin of before there were any', [admin], 'metrics', '*', '*', 'yes'],
    ['metrics, of a database', [{ ...metrics, databases: ['shop'] }], 'metrics', '*', '*', 'forbidden'],
    ['metrics, with the rest of the rights', [shop, items], 'metrics', '*', '*', 'forbidden'],
    ['what metrics are not about', [metrics], 'read', 'shop', 'items', 'hidden'],
    ['to manage the server, with metrics', [metrics], 'admin', '*', '*', 'forbidden'],
    ['anything, without a permission', [], 'read', 'shop', null, 'hidden'],
  ])('%s', (_what, permissions, action, database, collection, verdict) => {
    expect(permits(callerWith(...permissions), action, database, collection)).toBe(verdict);
  });
});

it('isAdmin asks for the whole server', () => {
  expect(isAdmin(callerWith(admin))).toBe(true);
  expect(isAdmin(callerWith({ ...admin, databases: ['shop'] }))).toBe(false);
});

describe('assertPermitted', () => {
  const ask = (collection: string | null, hidden?: string) => (): void =>
    assertPermitted(callerWith(items), { action: 'write', database: 'shop', collection }, hidden);

  it('names the key, the action and the place', () => {
    expect(ask('items')).toThrow('The key “test” has no right to write in shop.items.');
    expect(ask(null)).toThrow('The key “test” has no right to write in database shop.');
  });

  it('speaks of what is hidden as of what is not there', () => {
    expect(ask('other')).toThrow('There is no collection other in database shop.');
    expect(ask('other', 'There is no file 7.')).toThrow('There is no file 7.');
  });
});
