import type { FastifyReply, FastifyRequest } from 'fastify';
import { expect, it } from 'vitest';
import {
  clearSessionCookie,
  hasSessionCookie,
  readSessionCookie,
  setSessionCookie,
} from './session-cookie.ts';

it.each<[cookies: string | undefined, isThere: boolean, token: string | null]>([
  [undefined, false, null],
  ['', false, null],
  ['frodb_1=abc', true, 'abc'],
  ['a=1; frodb_1=abc; b=2', true, 'abc'],
  ['a=1;frodb_1=abc', true, 'abc'],
  ['frodb_1="abc"', true, '"abc"'],
  ['frodb_1=', true, ''],
  ['frodb_1', true, null],
  ['frodb_11=abc; xfrodb_1=abc; FRODB_1=abc', false, null],
  ['a=frodb_1=abc', false, null],
  // One of them is not ours.
  ['frodb_1=abc; frodb_1=def', true, null],
  ['frodb_1=abc; frodb_1', true, null],
])('%j', (cookie, isThere, token) => {
  const request = { headers: { cookie } } as FastifyRequest;
  expect(hasSessionCookie(request, 'frodb_1')).toBe(isThere);
  expect(readSessionCookie(request, 'frodb_1')).toBe(token);
});

it('is for encrypted connections only where FroDB has them', () => {
  const sent: unknown[] = [];
  for (const protocol of ['http', 'https']) {
    const header = (name: string, value: string): unknown => sent.push(`${name}: ${value}`);
    const reply = { request: { protocol }, header } as unknown as FastifyReply;
    setSessionCookie(reply, 'frodb_1', 'abc');
    clearSessionCookie(reply, 'frodb_1');
  }
  expect(sent).toEqual([
    'set-cookie: frodb_1=abc; Max-Age=2592000; Path=/; HttpOnly; SameSite=Strict',
    'set-cookie: frodb_1=; Max-Age=0; Path=/; HttpOnly; SameSite=Strict',
    'set-cookie: frodb_1=abc; Max-Age=2592000; Path=/; HttpOnly; Secure; SameSite=Strict',
    'set-cookie: frodb_1=; Max-Age=0; Path=/; HttpOnly; Secure; SameSite=Strict',
  ]);
});
