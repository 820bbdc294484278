import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { notFound } from '../errors.ts';
import type { App } from './auth.ts';

/** Only what this server serves itself, and no script in line. Swagger UI sets styles of single elements. */
const policy = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self' 'unsafe-inline'",
  "img-src 'self' data:",
  "connect-src 'self'",
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
].join('; ');

const files: Record<string, string> = {
  'swagger-ui.css': 'text/css; charset=utf-8',
  'swagger-ui-bundle.js': 'text/javascript; charset=utf-8',
  'favicon-32x32.png': 'image/png',
};

const page = `<!DOCTYPE html>
<html lang="en">
  <head>
    <meta charset="utf-8" />
    <meta name="viewport" content="width=device-width, initial-scale=1" />
    <title>FroDB API</title>
    <link rel="icon" type="image/png" href="/docs/static/favicon-32x32.png" />
    <link rel="stylesheet" href="/docs/static/swagger-ui.css" />
  </head>
  <body>
    <div id="docs"></div>
    <script src="/docs/static/swagger-ui-bundle.js"></script>
    <script src="/docs/static/start.js"></script>
  </body>
</html>
`;

/** Without `validatorUrl: null` the page would ask a host on the internet. */
const start = `SwaggerUIBundle({
  url: '/openapi.json',
  dom_id: '#docs',
  deepLinking: true,
  validatorUrl: null,
  presets: [SwaggerUIBundle.presets.apis],
});
`;

/** `/docs`: the API document for people, by Swagger UI's own files, without asking any other host. */
export function serveDocs(app: App): void {
  const open = { config: { action: 'open' as const }, schema: { hide: true } };
  app.get('/docs', open, (_request, reply) =>
    reply.header('content-security-policy', policy).type('text/html').send(page),
  );
  app.get('/docs/static/start.js', open, (_request, reply) => reply.type('text/javascript').send(start));
  app.get('/docs/static/:file', open, async (request, reply) => {
    const { file } = request.params as { file: string };
    const type = Object.hasOwn(files, file) ? files[file] : undefined;
    if (type === undefined) throw notFound(`There is nothing at /docs/static/${file}.`);
    reply.header('content-security-policy', policy).header('cache-control', 'no-cache');
    return reply.type(type).send(await readFile(join(filesFolder(), file)));
  });
}

function filesFolder(): string {
  const require = createRequire(import.meta.url);
  return join(dirname(require.resolve('@fastify/swagger-ui/package.json')), 'static');
}
