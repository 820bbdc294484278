import { fileURLToPath } from 'node:url';
import react from '@vitejs/plugin-react';
import { defineConfig } from 'vite';
import { pdfAssets } from './build/pdf-assets.ts';
import { twoLanguages } from './build/two-languages.ts';

/** The FroDB that `vite` in development speaks to; a browser logs in there by `npm run -s frodb -- login`. */
const gateway = process.env['FRODB_URL'] ?? 'http://127.0.0.1:7420';

export default defineConfig({
  root: fileURLToPath(new URL('renderer', import.meta.url)),
  base: '/studio/',
  plugins: [react(), pdfAssets(), twoLanguages()],
  build: {
    outDir: fileURLToPath(new URL('dist/studio', import.meta.url)),
    emptyOutDir: true,
    // What Electron 33 and the browsers of the last two years run.
    target: ['chrome130', 'firefox128', 'safari17.5'],
    sourcemap: true,
    // Fonts inside style sheets would be refused: Studio's pages take them from its own files only.
    assetsInlineLimit: (file) => (file.endsWith('.woff2') ? false : undefined),
    chunkSizeWarningLimit: 900,
  },
  server: {
    host: '127.0.0.1',
    proxy: {
      '^/(?!studio/(?!session|login))': {
        target: gateway,
        changeOrigin: true,
        // Its page comes from Vite, and the gateway refuses pages that are not its own.
        configure: (proxy) => proxy.on('proxyReq', (request) => request.setHeader('origin', gateway)),
      },
    },
  },
});
