import { readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { gzipSync } from 'node:zlib';

/** What a static import, or an export from elsewhere, of a built module looks like; `import(…)` is fetched later. */
const staticImport = /(?:\bfrom|\bimport)\s*["']\.\/([\w.-]+\.js)["']/g;
const entry = /<script[^>]+type="module"[^>]+src="\/studio\/assets\/([^"]+)"/;

/** The scripts of a built Studio that a browser must have before anything is shown: the page's own, and all they import. */
export function firstScripts(studioDir: string): string[] {
  const first = entry.exec(readFileSync(join(studioDir, 'index.html'), 'utf8'))?.[1];
  if (first === undefined) throw new Error(`${studioDir}/index.html has no script`);
  const found = new Set([first]);
  for (const name of found) {
    const code = readFileSync(join(studioDir, 'assets', name), 'utf8');
    for (const [, imported = ''] of code.matchAll(staticImport)) found.add(imported);
  }
  return [...found];
}

/** Kilobytes of scripts as they are sent, gzipped one by one. */
export function gzippedKb(studioDir: string, scripts: Iterable<string>): number {
  let bytes = 0;
  for (const name of scripts)
    bytes += gzipSync(readFileSync(join(studioDir, 'assets', basename(name)))).length;
  return bytes / 1_000;
}
