import type { App } from './auth.ts';

/** What a document of the API is made of. */
export interface ApiSource {
  version: string;
  /** Registers the routes; called again, on a server that never listens, when the document is first wanted. */
  routes: (app: App) => void;
}

/** `/openapi.json`, made at the first call: its libraries cost a third of a start, and most starts never need it. */
export function serveOpenApi(app: App, source: ApiSource): void {
  let text: Promise<string> | undefined;
  app.get(
    '/openapi.json',
    { config: { action: 'open' }, schema: { hide: true } },
    async (_request, reply) => {
      text ??= describeApi(source);
      return reply.type('application/json').send(await text);
    },
  );
}

async function describeApi({ version, routes }: ApiSource): Promise<string> {
  const [{ fastify }, { default: swagger }, { jsonSchemaTransform }] = await Promise.all([
    import('fastify'),
    import('@fastify/swagger'),
    import('fastify-type-provider-zod'),
  ]);
  const paper: App = fastify();
  paper.setValidatorCompiler(() => () => true);
  paper.setSerializerCompiler(() => () => '');
  await paper.register(swagger, {
    openapi: {
      openapi: '3.1.0',
      info: {
        title: 'FroDB',
        version,
        description:
          'Records, their vectors and their files, written as one. Errors are RFC 9457 problem documents.',
        license: { name: 'Apache-2.0', identifier: 'Apache-2.0' },
      },
      components: {
        securitySchemes: {
          bearer: { type: 'http', scheme: 'bearer' },
          header: { type: 'apiKey', in: 'header', name: 'X-API-Key' },
        },
      },
      security: [{ bearer: [] }, { header: [] }],
    },
    transform: jsonSchemaTransform,
  });
  routes(paper);
  await paper.ready();
  const document = JSON.stringify(paper.swagger());
  await paper.close();
  return document;
}
