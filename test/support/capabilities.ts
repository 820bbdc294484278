import { accessSync, constants, existsSync, readFileSync } from 'node:fs';
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
  /** An exFAT disk can be made in a file and mounted: root, mkfs.exfat, mount.exfat-fuse and loop devices. */
  exfat: boolean;
  /** May mount a disk of its own, in a file (Linux, root with its rights). */
  mounts: boolean;
  /** Has the system and the engines that the old data folder in test/fixtures was made with. */
  oldDataFolder: boolean;
  /** Takes the power from a disk of its own, by `PowerDisk`. */
  powerLoss: boolean;
}

/** Absolute path of the repository. */
export const repository = resolve(import.meta.dirname, '../..');

/** The folder of shared data sets; `capabilities.shared` says whether it is there. */
export const sharedDir = resolve(repository, '../shared');

const env = process.env;
const suffix = process.platform === 'win32' ? '.exe' : '';
const platform = `${process.platform}-${process.arch}`;
const engines = join(repository, 'resources/bin', platform);

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

function canMountExfat(): boolean {
  if (!mayMount()) return false;
  const needed = ['/usr/sbin/mkfs.exfat', '/usr/sbin/mount.exfat-fuse', '/usr/sbin/losetup'];
  return needed.every(isExecutable) && existsSync('/dev/fuse');
}

/** A container's root often may not: bit 21, CAP_SYS_ADMIN, of what this process may do. */
function mayMount(): boolean {
  if (process.platform !== 'linux' || !existsSync('/dev/loop-control')) return false;
  const rights = /^CapEff:\s*([0-9a-f]+)$/m.exec(readFileSync('/proc/self/status', 'utf8'))?.[1] ?? '0';
  return ((BigInt(`0x${rights}`) >> 21n) & 1n) === 1n;
}

const noPowerLoss = await whyNoPowerLoss();

const programs = {
  minio: isExecutable(env['FRODB_MINIO_BIN'] ?? join(engines, 'minio', `minio${suffix}`)),
  postgres: isExecutable(join(engines, 'postgres/bin', `postgres${suffix}`)),
  qdrant: isExecutable(env['FRODB_QDRANT_BIN'] ?? join(engines, 'qdrant', `qdrant${suffix}`)),
};

export const capabilities: Capabilities = {
  ...programs,
  shared: existsSync(join(sharedDir, 'data')),
  oldDataFolder: platform === 'linux-x64' && Object.values(programs).every(Boolean),
  electron: hasElectron(),
  display: process.platform !== 'linux' || Boolean(env['DISPLAY'] ?? env['WAYLAND_DISPLAY']),
  root: process.getuid?.() === 0,
  exfat: canMountExfat(),
  mounts: mayMount(),
  powerLoss: noPowerLoss === null,
};

const reasons: Partial<Record<keyof Capabilities, string>> = {
  shared: 'shared data sets (../shared/data): tests on real documents were skipped',
  minio: 'MinIO: objects were kept in the filesystem store (npm run engines tries to get it)',
  postgres: 'PostgreSQL: nothing that writes was checked (npm run engines)',
  qdrant: 'Qdrant: nothing that searches was checked (npm run engines)',
  mounts: 'mounts (root on Linux): what FroDB does on a full disk was not checked',
  oldDataFolder: 'Linux x64 with all three engines: the data folder of an earlier FroDB was not opened',
  powerLoss: `power loss (${noPowerLoss}): whether acknowledged writes are on the disk was not checked`,
};

/** What is missing on this machine, one line each, in words for the end of a test run. */
export function missingCapabilities(): string[] {
  return Object.entries(reasons)
    .filter(([name]) => !capabilities[name as keyof Capabilities])
    .map(([, reason]) => reason);
}
