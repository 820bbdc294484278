import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll } from 'vitest';

/** A stick as people carry it: an exFAT image in a file, mounted for the tests of one `describe`. */
export function exfatDisk(): { readonly path: string } {
  let folder = '';
  let device = '';
  const run = (program: string, ...args: string[]): string =>
    execFileSync(program, args, { encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'] }).trim();
  const path = (): string => join(folder, 'mounted');
  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), 'frodb-exfat-'));
    const image = join(folder, 'image');
    mkdirSync(path());
    writeFileSync(image, '');
    truncateSync(image, 64 * 1024 * 1024);
    run('mkfs.exfat', image);
    device = run('losetup', '--find', '--show', image);
    run('mount.exfat-fuse', device, path());
  });
  afterAll(() => {
    if (device !== '') {
      run('umount', path());
      run('losetup', '--detach', device);
    }
    rmSync(folder, { recursive: true, force: true });
  });
  return {
    get path() {
      return path();
    },
  };
}
