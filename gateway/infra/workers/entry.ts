import { existsSync } from 'node:fs';

/** A built worker entry: beside the bundle (whose shared code lies one folder down), or in `dist/` when the sources run. */
export function workerEntry(name: string): URL {
  const places = [`./${name}`, `../${name}`, `../../../dist/${name}`].map(
    (path) => new URL(path, import.meta.url),
  );
  return places.find((url) => existsSync(url)) ?? new URL(`../../../dist/${name}`, import.meta.url);
}
