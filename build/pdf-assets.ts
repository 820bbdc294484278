import { readdirSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import type { Plugin } from 'vite';

/** What pdf.js fetches while it reads: tables of characters, fonts that documents expect, decoders, colour profiles. */
const folders = ['cmaps', 'standard_fonts', 'wasm', 'iccs'];

/**
 * Ships those files of pdf.js beside Studio's own, in `assets/pdfjs-<version>/`, so that it asks nothing of the network:
 * `renderer/studio/files/pdf/open-pdf.ts` names them.
 */
export function pdfAssets(): Plugin {
  const manifest = createRequire(import.meta.url).resolve('pdfjs-dist/package.json');
  const { version } = JSON.parse(readFileSync(manifest, 'utf8')) as { version: string };
  const home = dirname(manifest);
  const base = `assets/pdfjs-${version}`;
  const files = folders.flatMap((folder) =>
    readdirSync(join(home, folder)).map((name) => `${folder}/${name}`),
  );
  return {
    name: 'pdf-assets',
    generateBundle() {
      for (const file of files) {
        this.emitFile({ type: 'asset', fileName: `${base}/${file}`, source: readFileSync(join(home, file)) });
      }
    },
    configureServer(server) {
      server.middlewares.use(`/studio/${base}/`, (request, response, next) => {
        const file = files.find((name) => request.url === `/${name}`);
        if (file === undefined) return next();
        response.setHeader(
          'content-type',
          file.endsWith('.wasm') ? 'application/wasm' : 'application/octet-stream',
        );
        response.end(readFileSync(join(home, file)));
      });
    },
  };
}
