import { readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';

/** What a pulled plug can make of a file that was not on the disk yet. */
export const damages = {
  missing: (path: string): void => rmSync(path),
  empty: (path: string): void => writeFileSync(path, ''),
  'cut in half': (path: string): void =>
    writeFileSync(path, readFileSync(path).subarray(0, statSync(path).size / 2)),
  'full of zeros': (path: string): void => writeFileSync(path, Buffer.alloc(statSync(path).size)),
};

export type Damage = keyof typeof damages;

export const allDamages = Object.keys(damages) as Damage[];
