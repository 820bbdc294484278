import { readdirSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, extname, join } from 'node:path';
import type { Plugin } from 'vite';

/** What pdf.js fetches while it reads: tables of characters, fonts that documents expect, decoders, colour profiles. */
const folders = ['cmaps', 'standard_fonts', 'wasm', 'iccs'];
/** What reads, beside the page. The legacy build is the one that Chromium 130 runs. */
const worker = 'build/pdf.worker.min.mjs';

const types: Record<string, string> = { '.wasm': 'application/wasm', '.mjs': 'text/javascript' };

/**
 * Ships those files of pdf.js beside Studio's own, in `assets/pdfjs-<version>/`, so that it asks nothing of the network:
 * `renderer/studio/files/pdf/open-pdf.ts` names them.
 */
export function pdfAssets(): Plugin {
  const manifest = createRequire(import.meta.url).resolve('pdfjs-dist/package.json');
  const { version } = JSON.parse(readFileSync(manifest, 'utf8')) as { version: string };
  const home = dirname(manifest);
  const base = `assets/pdfjs-${version}`;
  const files = new Map(
    folders.flatMap((folder) =>
      readdirSync(join(home, folder)).map((name) => [`${folder}/${name}`, join(home, folder, name)]),
    ),
  );
  files.set(worker, join(home, 'legacy', worker));
  return {
    name: 'pdf-assets',
    generateBundle() {
      for (const [name, path] of files) {
        this.emitFile({ type: 'asset', fileName: `${base}/${name}`, source: readFileSync(path) });
      }
    },
    configureServer(server) {
      server.middlewares.use(`/studio/${base}/`, (request, response, next) => {
        const name = request.url?.slice(1) ?? '';
        const path = files.get(name);
        if (path === undefined) return next();
        response.setHeader('content-type', types[extname(name)] ?? 'application/octet-stream');
        response.end(readFileSync(path));
      });
    },
  };
}
