import { execFileSync } from 'node:child_process';
import { chmodSync, mkdirSync, mkdtempSync, rmSync, statfsSync, truncateSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** A disk of its own, in a file, that can be filled. For root on Linux: see `capabilities.mounts`. */
export interface SmallDisk {
  /** Where it is mounted. */
  path: string;
  freeMb(): number;
  /** Takes room until about so many megabytes are free. */
  fillTo(megabytes: number): void;
  /** Gives back what was taken. */
  free(): void;
  remove(): void;
}

export function makeSmallDisk(megabytes: number): SmallDisk {
  const folder = mkdtempSync(join(tmpdir(), 'frodb-disk-'));
  chmodSync(folder, 0o711);
  const [image, path] = [join(folder, 'image'), join(folder, 'disk')];
  writeFileSync(image, '');
  truncateSync(image, megabytes * 1024 * 1024);
  mkdirSync(path);
  execFileSync('mkfs.ext4', ['-q', '-m', '0', '-E', 'lazy_itable_init=1', image]);
  execFileSync('mount', ['-o', 'loop', image, path]);
  chmodSync(path, 0o711);
  const filler = join(path, 'filler');
  const freeMb = (): number => {
    const { bavail, bsize } = statfsSync(path);
    return Math.floor((bavail * bsize) / (1024 * 1024));
  };
  return {
    path,
    freeMb,
    fillTo: (left) => {
      rmSync(filler, { force: true });
      execFileSync('fallocate', ['-l', `${Math.max(1, freeMb() - left)}M`, filler]);
    },
    free: () => rmSync(filler, { force: true }),
    remove: () => {
      execFileSync('umount', [path]);
      rmSync(folder, { recursive: true, force: true });
    },
  };
}
