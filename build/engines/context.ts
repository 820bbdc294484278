import type { Catalogue, Platform } from './catalogue.ts';
import type { DownloadOptions } from './download.ts';
import type { MachineFacts } from './machine.ts';
import type { FetchProgress } from './progress.ts';

/** What every step of getting engines needs to know. */
export interface Context {
  catalogue: Catalogue;
  platform: Platform;
  /** `<resources/bin>/<platform>`: each engine gets a folder in it. */
  dir: string;
  /** Per user: verified archives, programs built here, unfinished downloads. */
  cacheDir: string;
  env: NodeJS.ProcessEnv;
  /** FRODB_ENGINES_DIR: a folder with the files; then nothing is fetched from anywhere else. */
  folder: string | undefined;
  /** FRODB_ENGINES_MIRROR: a URL below which the files lie, by their names in the catalogue. */
  mirror: string | undefined;
  trustFirstUse: boolean;
  /** Facts of this machine; null where they don't matter or the engines are for another one. */
  machine: () => MachineFacts | null;
  /** False for a start, which waits for no build: MinIO is had then where it lies ready, or not at all. */
  builds: boolean;
  /** Where to look for packages that npm installed already. */
  packagesFrom: string;
  onProgress: (progress: Omit<FetchProgress, 'step'>) => void;
  download: Pick<DownloadOptions, 'attempts' | 'pauseMs' | 'stallMs'>;
  signal?: AbortSignal;
}

/** The signal, in the shape that optional properties want it. */
export function signalOf({ signal }: Pick<Context, 'signal'>): { signal?: AbortSignal } {
  return signal ? { signal } : {};
}
