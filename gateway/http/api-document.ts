import swagger from '@fastify/swagger';
import { fastify } from 'fastify';
import { jsonSchemaTransform } from 'fastify-type-provider-zod';
import type { App } from './auth.ts';

/** What a document of the API is made of. */
export interface ApiSource {
  version: string;
  /** Registers the routes; called again, on a server that never listens, when the document is first wanted. */
  routes: (app: App) => void;
}

/** The OpenAPI 3.1 document of these routes, as text. Loaded by itself: its libraries are read for nothing else. */
export async function describeApi({ version, routes }: ApiSource): Promise<string> {
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
