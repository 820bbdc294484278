import { health, partHealth, wholeHealth } from '../../contract/health.ts';
import type { App } from '../../http/auth.ts';
import { parts } from './service.ts';
import type { HealthService } from './service.ts';

export function healthRoutes(app: App, service: HealthService): void {
  const tags = ['health'];
  app.get(
    '/health',
    {
      config: { action: 'open' },
      schema: { tags, summary: 'Is it up?', security: [], response: { 200: health } },
    },
    () => ({ status: 'ok' as const }),
  );
  app.get(
    '/health/all',
    {
      config: { action: 'any' },
      schema: { tags, summary: 'Does every part answer?', response: { 200: wholeHealth, 503: wholeHealth } },
    },
    async (_request, reply) => {
      const found = await service.checkAll();
      return reply.code(found.status === 'error' ? 503 : 200).send(found);
    },
  );
  for (const part of parts) {
    app.get(
      `/health/${part}`,
      {
        config: { action: 'any' },
        schema: { tags, summary: `Does ${part} answer?`, response: { 200: partHealth, 503: partHealth } },
      },
      async (_request, reply) => {
        const found = await service.check(part);
        return reply.code(found.status === 'ok' ? 200 : 503).send(found);
      },
    );
  }
}
