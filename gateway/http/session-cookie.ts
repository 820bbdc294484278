import { parseCookie, stringifySetCookie } from 'cookie';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { limits } from '../contract/limits.ts';

/** Whether the request has the cookie, whatever it says. */
export function hasSessionCookie({ headers }: FastifyRequest, name: string): boolean {
  return named(headers.cookie, name).length > 0;
}

/**
 * What the session's cookie holds; null without one. Of two by the same name one was set by another program on this
 * host, for a path of its own: which is ours nobody can tell, so that neither counts.
 */
export function readSessionCookie({ headers }: FastifyRequest, name: string): string | null {
  const [only, ...others] = named(headers.cookie, name);
  return only === undefined || others.length > 0 ? null : (parseCookie(only)[name] ?? null);
}

function named(header: string | undefined, name: string): string[] {
  return (header ?? '').split(';').filter((pair) => pair.split('=', 1)[0]?.trim() === name);
}

const attributes = { path: '/', httpOnly: true, sameSite: 'strict' } as const;

/** Has the browser keep the session: out of reach of scripts, and for requests of its own pages only. */
export function setSessionCookie(reply: FastifyReply, name: string, token: string): void {
  const maxAge = limits.sessionDays * 86_400;
  setCookie(reply, stringifySetCookie(name, token, { ...attributes, maxAge, secure: isSecure(reply) }));
}

/** Has the browser forget it. */
export function clearSessionCookie(reply: FastifyReply, name: string): void {
  setCookie(reply, stringifySetCookie(name, '', { ...attributes, maxAge: 0, secure: isSecure(reply) }));
}

function isSecure({ request }: FastifyReply): boolean {
  return request.protocol === 'https';
}

function setCookie(reply: FastifyReply, cookie: string): void {
  reply.header('set-cookie', cookie);
}
