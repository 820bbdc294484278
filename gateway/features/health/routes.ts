import { health, partHealth, wholeHealth } from '../../contract/health.ts';
import { callerOf } from '../../http/auth.ts';
import type { App } from '../../http/auth.ts';
import { parts } from './service.ts';
import type { HealthService } from './service.ts';

export function healthRoutes(app: App, service: HealthService): void {
  app.get(
    '/health',
    {
      config: { action: 'open' },
      schema: { security: [], response: { 200: health } },
    },
    () => ({ status: 'ok' as const }),
  );
  app.get(
    '/health/all',
    {
      config: { action: 'any' },
      schema: {
        response: { 200: wholeHealth, 503: wholeHealth },
      },
    },
    async (request, reply) => {
      const found = await service.checkAll(callerOf(request));
      reply.code(found.status === 'error' ? 503 : 200);
      return found;
    },
  );
  for (const part of parts) {
    app.get(
      `/health/${part}`,
      {
        config: { action: 'any' },
        schema: { response: { 200: partHealth, 503: partHealth } },
      },
      async (_request, reply) => {
        const found = await service.check(part);
        reply.code(found.status === 'ok' ? 200 : 503);
        return found;
      },
    );
  }
}
