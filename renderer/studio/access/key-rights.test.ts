import { describe, expect, it } from 'vitest';
import type { ApiKey } from '../../api/types.ts';
import { isExpired, isLastAdmin } from './key-rights.ts';

function key(
  id: string,
  actions: ApiKey['permissions'][number]['actions'],
  expires: string | null = null,
): ApiKey {
  return {
    id,
    name: id,
    type: 'custom',
    prefix: 'frodb_custom_0',
    permissions: [{ databases: '*', collections: '*', actions }],
    databases: null,
    created_at: '2026-11-24T10:00:00.000Z',
    updated_at: '2026-11-24T10:00:00.000Z',
    expires_at: expires,
  };
}

describe('the last admin key', () => {
  const admin = key('a', ['admin']);
  it('is one beside which no other valid key has the right', () => {
    expect(isLastAdmin(admin, [admin, key('b', ['read'])])).toBe(true);
    expect(isLastAdmin(admin, [admin, key('b', ['admin'], '2020-01-01T00:00:00.000Z')])).toBe(true);
    expect(isLastAdmin(admin, [admin, key('b', ['read', 'admin'])])).toBe(false);
  });

  it('is no key without that right', () => {
    expect(isLastAdmin(key('b', ['read']), [key('b', ['read'])])).toBe(false);
  });
});

it('knows when a key has run out', () => {
  const now = Date.parse('2026-11-24T10:00:00Z');
  expect(isExpired({ expires_at: '2026-11-24T10:00:00.000Z' }, now)).toBe(true);
  expect(isExpired({ expires_at: '2026-11-24T10:00:01.000Z' }, now)).toBe(false);
  expect(isExpired({ expires_at: null }, now)).toBe(false);
});
