import { ownKey } from '../../contract/keys.ts';
import { done } from '../../contract/lists.ts';
import * as contract from '../../contract/sessions.ts';
import { AppError } from '../../errors.ts';
import { callerOf, refuseIdempotencyKey } from '../../http/auth.ts';
import type { App } from '../../http/auth.ts';
import { pageOf } from '../../http/page.ts';
import { clearSessionCookie, readSessionCookie, setSessionCookie } from '../../http/session-cookie.ts';
import { setPageHeaders, studioMissing } from '../../http/studio.ts';
import type { Studio } from '../../http/studio.ts';
import { loginPath } from './service.ts';
import type { SessionService } from './service.ts';

export interface SessionRoutesDeps {
  sessions: SessionService;
  studio: Pick<Studio, 'isBuilt'>;
}

export function sessionRoutes(app: App, { sessions, studio }: SessionRoutesDeps): void {
  loginLinkRoutes(app, { sessions, studio });
  app.post(
    '/studio/session',
    {
      config: { action: 'open' },
      schema: { body: contract.signInBody, response: { 200: ownKey } },
    },
    async (request, reply) => {
      // A page of somebody else would sign people in as itself.
      if (pageOf(request) === 'other') throw foreignPage();
      const name = sessions.cookieName();
      const old = readSessionCookie(request, name);
      const { token, self } = await sessions.signIn(request.body.key.trim(), old);
      setSessionCookie(reply, name, token);
      return self;
    },
  );
  app.delete(
    '/studio/session',
    { config: { action: 'open' }, schema: { response: { 204: done } } },
    async (request, reply) => {
      const name = sessions.cookieName();
      const token = readSessionCookie(request, name);
      const page = pageOf(request);
      if (page === 'other' || (page === 'untold' && token !== null)) throw foreignPage();
      if (token !== null) await sessions.end(token);
      clearSessionCookie(reply, name);
      return reply.code(204).send(null);
    },
  );
}

function loginLinkRoutes(app: App, { sessions, studio }: SessionRoutesDeps): void {
  app.get(
    '/studio/login',
    {
      config: { action: 'open' },
      // It would use the code up.
      exposeHeadRoute: false,
      schema: { querystring: contract.loginQuery, response: { 303: done } },
    },
    async (request, reply) => {
      setPageHeaders(reply);
      // A browser that only guesses what is opened next must not use the code up; it asks again when it is.
      if (String(request.headers['sec-purpose']).includes('prefetch')) {
        throw new AppError('unavailable', 'A login link is not opened in advance.');
      }
      if (!studio.isBuilt()) throw studioMissing();
      const name = sessions.cookieName();
      const token = await sessions.useCode(request.query.code, readSessionCookie(request, name));
      if (token !== null) setSessionCookie(reply, name, token);
      return reply.redirect(token === null ? '/studio/?login=expired' : '/studio/', 303) as never;
    },
  );
  app.post(
    '/studio/login-codes',
    {
      config: { action: 'admin' },
      schema: { response: { 201: contract.loginLink } },
      preValidation: refuseIdempotencyKey,
    },
    async (request, reply) => {
      if (!studio.isBuilt()) throw studioMissing();
      const { code, expiresAt } = await sessions.createCode(callerOf(request).keyId);
      const url = `${request.protocol}://${request.host}${loginPath(code)}`;
      return reply.code(201).send({ url, expires_at: expiresAt });
    },
  );
}

function foreignPage(): AppError {
  return new AppError('foreign_origin', 'Signing in and out is for pages of this FroDB only.');
}
