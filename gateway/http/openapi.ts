import type { ApiSource } from './api-document.ts';
import type { App } from './auth.ts';

/** `/openapi.json`, made at the first call: its libraries cost a third of a start, and most starts never need it. */
export function serveOpenApi(app: App, source: ApiSource): void {
  let text: Promise<string> | undefined;
  app.get(
    '/openapi.json',
    { config: { action: 'open' }, schema: { hide: true } },
    async (_request, reply) => {
      text ??= import('./api-document.ts').then(({ describeApi }) => describeApi(source));
      return reply.type('application/json').send(await text);
    },
  );
}
