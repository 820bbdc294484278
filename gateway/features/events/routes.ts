import { event, eventsQuery } from '../../contract/events.ts';
import { callerOf } from '../../http/auth.ts';
import type { App } from '../../http/auth.ts';
import type { EventService } from './service.ts';

export function eventRoutes(app: App, service: EventService): void {
  app.get(
    '/events',
    {
      config: { action: 'any' },
      // It would be answered like GET, without an end.
      exposeHeadRoute: false,
      schema: {
        querystring: eventsQuery,
        response: { 200: { content: { 'text/event-stream': { schema: event } } } },
      },
    },
    async (request, reply) => {
      const { query, headers } = request;
      const send = await service.open({
        caller: callerOf(request),
        sessionId: request.sessionId,
        query,
        lastEventId: headers['last-event-id'],
        requestId: request.id,
      });
      request.logged = { isElsewhere: true };
      reply.hijack();
      reply.header('connection', 'close');
      for (const [name, value] of Object.entries(reply.getHeaders())) reply.raw.setHeader(name, value ?? '');
      void send(request.raw, reply.raw);
    },
  );
}
