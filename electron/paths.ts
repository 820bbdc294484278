import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import envPaths from 'env-paths';
import { enginesPlatform } from './supervisor/engines/engine-programs.ts';
import type { EngineBinaries } from './supervisor/supervisor.ts';

type Env = Readonly<Record<string, string | undefined>>;

/** `linux-x64`, `darwin-arm64`, `win32-x64`, …: how engines' folders are named. */
export const platformKey = enginesPlatform(process.platform, process.arch);

/** What programs' names end in here. */
export const programSuffix = process.platform === 'win32' ? '.exe' : '';

/** The folder that holds package.json and resources/: the checkout, or the app's own folder once packaged. */
export function appRoot(): string {
  // This file runs from electron/, from dist/ and from dist/chunks/.
  for (let folder = dirname(fileURLToPath(import.meta.url)); ; folder = dirname(folder)) {
    if (existsSync(join(folder, 'package.json'))) return folder;
    if (folder === dirname(folder))
      throw new Error('FroDB can not find its own folder (no package.json above it).');
  }
}

/** Studio as `npm run build` leaves it. */
export function studioFolder(): string {
  return join(appRoot(), 'dist', 'studio');
}

/** `resources` is given by a packaged app, whose resources lie elsewhere. */
export function engineBinaries(resources = join(appRoot(), 'resources')): EngineBinaries {
  const folder = join(resources, 'bin', platformKey);
  return {
    postgres: join(folder, 'postgres'),
    qdrant: join(folder, 'qdrant', `qdrant${programSuffix}`),
    minio: join(folder, 'minio', `minio${programSuffix}`),
  };
}

function isRootOnLinux(): boolean {
  return process.platform === 'linux' && process.geteuid?.() === 0;
}

/** What `npm run build` leaves of licences. */
export function licencesFile(): string {
  return join(appRoot(), 'dist', 'licences.json');
}

/** The sample workspace; `resources` as for the engines. */
export function samplesFolder(resources = join(appRoot(), 'resources')): string {
  return join(resources, 'samples');
}

/**
 * Where data goes unless somebody says otherwise: the system's convention. Root on Linux gets the place of
 * services, because Postgres runs as another user then, who can't pass through /root.
 */
export function defaultDataDir(env: Env): string {
  const chosen = env['FRODB_DATA_DIR'];
  if (chosen !== undefined && chosen !== '') return chosen;
  if (isRootOnLinux() && env['XDG_DATA_HOME'] === undefined) return '/var/lib/frodb';
  return envPaths('frodb', { suffix: '' }).data;
}

/** Downloads, and copies of binaries that can be made again. */
export function cacheDir(env: Env): string {
  const chosen = env['FRODB_CACHE_DIR'];
  if (chosen !== undefined && chosen !== '') return chosen;
  if (isRootOnLinux() && env['XDG_CACHE_HOME'] === undefined) return '/var/cache/frodb';
  return envPaths('frodb', { suffix: '' }).cache;
}
