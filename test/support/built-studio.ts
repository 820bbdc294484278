import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { brotliCompressSync, gzipSync } from 'node:zlib';

export const builtPage = '<!doctype html><title>Studio</title>';
export const builtScript = `export const text = '${'studio '.repeat(300)}';`;

/** A folder as a build of Studio leaves it, and beside it a file that nobody may get. */
export async function buildStudio(): Promise<{ dir: string; remove: () => Promise<void> }> {
  const above = await mkdtemp(join(tmpdir(), 'frodb-studio-'));
  const dir = join(above, 'studio');
  await mkdir(join(dir, 'assets'), { recursive: true });
  await mkdir(join(dir, '.vite'));
  await Promise.all([
    writeFile(join(above, 'secret.txt'), 'secret'),
    writeFile(join(dir, '.vite', 'manifest.json'), '{"secret":1}'),
    writeFile(join(dir, 'index.html'), builtPage),
    writeFile(join(dir, 'favicon.svg'), '<svg xmlns="http://www.w3.org/2000/svg"/>'),
    writeFile(join(dir, 'assets', 'main-a1b2.js'), builtScript),
    writeFile(join(dir, 'assets', 'main-a1b2.js.br'), brotliCompressSync(builtScript)),
    writeFile(join(dir, 'assets', 'main-a1b2.js.gz'), gzipSync(builtScript)),
    writeFile(join(dir, 'assets', 'pdf-c3d4.wasm'), Buffer.from([0, 97, 115, 109])),
  ]);
  return { dir, remove: () => rm(above, { recursive: true, force: true }) };
}
