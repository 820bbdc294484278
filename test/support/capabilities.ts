import { accessSync, constants, existsSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { whyNoPowerLoss } from './power-disk.ts';

/** What a machine may lack. Tests that need it are skipped by `describe.skipIf(!capabilities.shared)`. */
export interface Capabilities {
  /** The shared folder beside the repository, with its data sets and schemas. */
  shared: boolean;
  /** A MinIO binary: fetched into resources/bin, given by FRODB_MINIO_BIN, or an external one. */
  minio: boolean;
  /** A PostgreSQL that was fetched, or an external one. */
  postgres: boolean;
  /** A Qdrant binary that was fetched or given, or an external one. */
  qdrant: boolean;
  /** Electron's own binary is on this machine; looked for without importing it, which would download. */
  electron: boolean;
  /** A display to open a window on. */
  display: boolean;
  /** Engines refuse root in their own ways; some tests need it, some must not have it. */
  root: boolean;
  /** Takes the power from a disk of its own, by `PowerDisk`. */
  powerLoss: boolean;
}

/** Absolute path of the repository. */
export const repository = resolve(import.meta.dirname, '../..');

/** The folder of shared data sets; `capabilities.shared` says whether it is there. */
export const sharedDir = resolve(repository, '../shared');

const env = process.env;
const suffix = process.platform === 'win32' ? '.exe' : '';
const engines = join(repository, 'resources/bin', `${process.platform}-${process.arch}`);

function isExecutable(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}

function hasElectron(): boolean {
  const dist = env['ELECTRON_OVERRIDE_DIST_PATH'];
  if (dist) return existsSync(dist);
  return existsSync(join(repository, 'node_modules/electron/path.txt'));
}

const noPowerLoss = await whyNoPowerLoss();

export const capabilities: Capabilities = {
  shared: existsSync(join(sharedDir, 'data')),
  minio: isExecutable(env['FRODB_MINIO_BIN'] ?? join(engines, 'minio', `minio${suffix}`)),
  postgres: isExecutable(join(engines, 'postgres/bin', `postgres${suffix}`)),
  qdrant: isExecutable(env['FRODB_QDRANT_BIN'] ?? join(engines, 'qdrant', `qdrant${suffix}`)),
  electron: hasElectron(),
  display: process.platform !== 'linux' || Boolean(env['DISPLAY'] ?? env['WAYLAND_DISPLAY']),
  root: process.getuid?.() === 0,
  powerLoss: noPowerLoss === null,
};

const reasons: Partial<Record<keyof Capabilities, string>> = {
  shared: 'shared data sets (../shared/data): tests on real documents were skipped',
  minio: 'MinIO: objects were kept in the filesystem store (npm run engines tries to get it)',
  postgres: 'PostgreSQL: nothing that writes was checked (npm run engines)',
  qdrant: 'Qdrant: nothing that searches was checked (npm run engines)',
  powerLoss: `power loss (${noPowerLoss}): whether acknowledged writes are on the disk was not checked`,
};

/** What is missing on this machine, one line each, in words for the end of a test run. */
export function missingCapabilities(): string[] {
  return Object.entries(reasons)
    .filter(([name]) => !capabilities[name as keyof Capabilities])
    .map(([, reason]) => reason);
}
