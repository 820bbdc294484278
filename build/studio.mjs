/**
 * Builds Studio into dist/studio: first the types of the API from its OpenAPI document, then Vite. What is generated lies
 * in renderer/api/generated and is never committed.
 */
import { execFile } from 'node:child_process';
import { mkdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { promisify } from 'node:util';
import { bundleIfStale } from './bundle.mjs';
import { newest } from './newest.mjs';

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const types = join(root, 'renderer', 'api', 'generated', 'openapi.d.ts');
const index = join(root, 'dist', 'studio', 'index.html');

const timeOf = (path) => statSync(path, { throwIfNoEntry: false })?.mtimeMs ?? 0;
const newestOf = (...paths) => Math.max(...paths.map((path) => newest(join(root, path))));

/** Writes the types of every operation, if the gateway has changed since. */
export async function generateApiTypes() {
  if (timeOf(types) > newestOf('gateway', 'package.json')) return;
  await bundleIfStale();
  const { default: openapiTypescript, astToString } = await import('openapi-typescript');
  const document = join(tmpdir(), `frodb-openapi-${process.pid}.json`);
  try {
    await promisify(execFile)(process.execPath, [join(root, 'dist', 'api-document.js'), document]);
    const text = astToString(await openapiTypescript(pathToFileURL(document)));
    mkdirSync(dirname(types), { recursive: true });
    writeFileSync(types, text);
  } finally {
    rmSync(document, { force: true });
  }
}

/** Builds Studio afresh. */
export async function buildStudio() {
  await generateApiTypes();
  const { build } = await import('vite');
  await build({ configFile: join(root, 'vite.config.ts'), logLevel: 'warn' });
}

export async function buildStudioIfStale() {
  await generateApiTypes();
  if (timeOf(index) < newestOf('renderer', 'gateway/contract', 'vite.config.ts', 'package-lock.json'))
    await buildStudio();
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  if (process.argv[2] === 'types') await generateApiTypes();
  else await buildStudio();
}
