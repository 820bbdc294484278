import { metricsAnswer } from '../../contract/metrics.ts';
import type { App } from '../../http/auth.ts';
import type { MetricsService } from './service.ts';

export function metricsRoutes(app: App, service: MetricsService): void {
  app.get(
    '/metrics',
    { config: { action: 'metrics' }, schema: { response: { 200: metricsAnswer } } },
    async (_request, reply) => {
      reply.type(service.contentType);
      return service.read();
    },
  );
}
