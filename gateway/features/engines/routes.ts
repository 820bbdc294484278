import * as contract from '../../contract/engines.ts';
import { callerOf } from '../../http/auth.ts';
import type { App } from '../../http/auth.ts';
import type { EnginesService } from './service.ts';

export function engineRoutes(app: App, service: EnginesService): void {
  app.get(
    '/engines',
    {
      config: { action: 'admin' },
      schema: { response: { 200: contract.engineList } },
    },
    async (request) => {
      const items = await service.list(callerOf(request));
      return { items, total: items.length, next_cursor: null };
    },
  );
  app.get(
    '/engines/:engine/logs',
    {
      config: { action: 'admin' },
      schema: {
        params: contract.engineParams,
        querystring: contract.logQuery,
        response: { 200: contract.logPage },
      },
    },
    async (request) => service.logs(request.params.engine, request.query.after),
  );
  app.post(
    '/engines/:engine([a-z0-9]+)::restart',
    {
      config: { action: 'admin' },
      schema: {
        params: contract.engineParams,
        response: { 200: contract.engine },
      },
    },
    (request) => service.restart(callerOf(request), request.params.engine),
  );
}
