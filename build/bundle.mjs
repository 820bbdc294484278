/**
 * Bundles what runs in Node (gateway, command line, workers) into dist/ with esbuild. Plain JavaScript, because it runs before
 * anything is built. Entries that are not there are skipped, so that one list serves every stage.
 */
import { existsSync, mkdirSync, readdirSync, rmSync, statSync, utimesSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { writeLicences } from './licences.mjs';
import { newest } from './newest.mjs';

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const outdir = join(root, 'dist');
const stamp = join(outdir, '.built');

/** Name in dist/ → entry. A worker is an entry of its own: it is started by URL, never imported. */
const entries = {
  cli: 'electron/cli.ts',
  'minio-builder': 'build/engines/builder.ts',
  starter: 'electron/host/starter.ts',
  'api-document': 'build/api-document.ts',
  'document-worker': 'gateway/documents/worker.ts',
  'body-worker': 'gateway/body-worker.ts',
  bench: 'test/bench/main.ts',
  'bench-quality': 'test/bench/quality.ts',
  'frodb-faulty': 'test/support/frodb-faulty.ts',
};

/** Left in node_modules: native code, or packages that read files lying beside their own code. */
const external = [
  'electron',
  'onnxruntime-node',
  'piscina',
  '@embedpdf/pdfium',
  '@fastify/swagger-ui',
  '@playwright/test',
];

/** What a stale check looks at. */
const sources = [
  'electron',
  'gateway',
  'build',
  'test/bench',
  'test/support',
  'package.json',
  'package-lock.json',
  'resources/engines.json',
];

/** CommonJS packages inside an ES module still ask for require and __dirname. */
const banner = `import { createRequire as __createRequire } from 'node:module';
import { dirname as __dirnameOf } from 'node:path';
import { fileURLToPath as __toPath } from 'node:url';
const require = __createRequire(import.meta.url);
const __filename = __toPath(import.meta.url);
const __dirname = __dirnameOf(__filename);`;

/** Options for one esbuild run over every entry that exists. */
export function bundleOptions() {
  const present = Object.entries(entries).filter(([, entry]) => existsSync(join(root, entry)));
  return {
    absWorkingDir: root,
    entryPoints: Object.fromEntries(present),
    outdir,
    bundle: true,
    platform: 'node',
    target: 'node20.18',
    format: 'esm',
    splitting: true,
    chunkNames: 'chunks/[name]-[hash]',
    sourcemap: true,
    external,
    banner: { js: banner },
    logLevel: 'warning',
  };
}

/** True when a source is newer than the last build, or when there was none. */
function isStale() {
  const built = statSync(stamp, { throwIfNoEntry: false })?.mtimeMs ?? 0;
  return built === 0 || sources.some((path) => newest(join(root, path)) > built);
}

/** Chunks are named by their content. A program that runs may still load one of the last build, so days count. */
function removeOldChunks() {
  const chunks = join(outdir, 'chunks');
  for (const name of readdirSync(chunks)) {
    const path = join(chunks, name);
    if (Date.now() - statSync(path).mtimeMs > 24 * 3600 * 1000) rmSync(path);
  }
}

/** Builds dist/ afresh; rejects with esbuild's own message when the sources are not valid. */
export async function bundle() {
  const { build } = await import('esbuild');
  const startedAt = new Date();
  mkdirSync(join(outdir, 'chunks'), { recursive: true });
  await build(bundleOptions());
  writeLicences(root, outdir);
  removeOldChunks();
  writeFileSync(stamp, '');
  // A source saved while esbuild ran must count as newer than this build.
  utimesSync(stamp, startedAt, startedAt);
}

export async function bundleIfStale() {
  if (isStale()) await bundle();
}
