import { existsSync } from 'node:fs';
import { join } from 'node:path';
import staticFiles from '@fastify/static';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { notFound } from '../errors.ts';
import type { AppError } from '../errors.ts';
import type { App } from './auth.ts';

/** What a page of Studio may do, and nothing else: each line says what needs it. */
const policy = [
  "default-src 'none'",
  // Its own files. WebAssembly is compiled, never text.
  "script-src 'self' 'wasm-unsafe-eval'",
  // The editor and the controls set styles of single elements, and insert style elements.
  "style-src 'self' 'unsafe-inline'",
  // Pictures out of records are shown from memory; small icons are in the styles.
  "img-src 'self' blob: data:",
  // The build puts the smallest into the styles.
  "font-src 'self' data:",
  "media-src 'self' blob:",
  "manifest-src 'self'",
  // Workers of libraries are begun from memory.
  "worker-src 'self' blob:",
  // The API, and no other host.
  "connect-src 'self'",
  // Documents are shown in frames.
  "frame-src 'self' blob:",
  "object-src 'none'",
  "base-uri 'none'",
  "form-action 'self'",
  "frame-ancestors 'none'",
].join('; ');

const pageHeaders = {
  'content-security-policy': policy,
  // Other sites learn nothing, our own server does: where browsers say no more than this, it tells own pages by it.
  'referrer-policy': 'same-origin',
  'cross-origin-opener-policy': 'same-origin',
  'cross-origin-resource-policy': 'same-origin',
  'permissions-policy':
    'camera=(), microphone=(), geolocation=(), display-capture=(), payment=(), usb=(), serial=(), hid=(), midi=(), accelerometer=(), gyroscope=(), magnetometer=()',
};

/** Sets what every answer under `/studio` to a browser's page load carries. */
export function setPageHeaders(reply: FastifyReply): void {
  reply.headers(pageHeaders);
}

/** The files of the browser's app, which a build leaves in a folder. */
export interface Studio {
  /** null where the host has none. */
  dir: string | null;
  isBuilt: () => boolean;
}

/** Looks at the folder at each use: a build may come while FroDB runs. */
export function studioIn(dir: string | null): Studio {
  return { dir, isBuilt: () => dir !== null && existsSync(join(dir, 'index.html')) };
}

/** 404 that says why there is no Studio. */
export function studioMissing(): AppError {
  return notFound(
    'Studio is not built here: run `npm run build` in the folder of FroDB. The API works without it.',
  );
}

/** Their names are made of their content. */
const forever = 'public, max-age=31536000, immutable';

/** `/studio/`: Studio's files, and its one page for every address that is none of them. */
export async function serveStudio(app: App, studio: Studio): Promise<void> {
  const { dir } = studio;
  if (dir !== null) {
    await app.register(staticFiles, {
      root: dir,
      serve: false,
      suppressWarning: true,
      preCompressed: true,
      cacheControl: false,
      acceptRanges: false,
      dotfiles: 'ignore',
      // Only where there is such a file: what is missing may be there later.
      setHeaders: (reply, path) =>
        void reply.header('cache-control', path.startsWith(join(dir, 'assets')) ? forever : 'no-cache'),
    });
  }
  const open = {
    config: { action: 'open' as const },
    schema: { hide: true },
    // Addresses of pages may have any query string.
    validatorCompiler: () => (value: unknown) => ({ value }),
    onRequest: (_request: FastifyRequest, reply: FastifyReply, done: () => void) => {
      setPageHeaders(reply);
      done();
    },
  };
  const toStudio = (request: FastifyRequest, reply: FastifyReply): FastifyReply => {
    const query = request.url.indexOf('?');
    return reply.redirect(`/studio/${query < 0 ? '' : request.url.slice(query)}`, 302);
  };
  const send = (reply: FastifyReply, file: string): FastifyReply => {
    if (!studio.isBuilt()) throw studioMissing();
    return reply.sendFile(file);
  };
  app.get('/', open, toStudio);
  // Routes know no slash at the end; pages do, for their relative addresses.
  app.get('/studio', open, (request, reply) =>
    /^[^?#]*\/studio(?:[?#]|$)/.test(request.originalUrl)
      ? toStudio(request, reply)
      : send(reply, 'index.html'),
  );
  app.get('/studio/*', open, (request, reply) =>
    send(reply, fileOf((request.params as { '*': string })['*'])),
  );
}

/** The file of a path below `/studio/`; the app's page where it names none. */
function fileOf(path: string): string {
  const isFile = /\.\w+$/.test(path);
  const parts = path.split('/');
  if (parts.some((part) => part === '.' || part === '..') || (isFile && /[\\\0]|\/\//.test(path))) {
    throw notFound('There is no such file of Studio.');
  }
  return isFile ? path : 'index.html';
}
