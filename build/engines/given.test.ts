import { chmodSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { engineNames, shippedCatalogue } from './catalogue.ts';
import type { Context } from './context.ts';
import { given } from './given.ts';

let folder: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'frodb-given-'));
  for (const name of engineNames) {
    writeFileSync(join(folder, name), '#!/bin/sh\necho "postgres (PostgreSQL) 16.14"\n');
    chmodSync(join(folder, name), 0o755);
  }
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

function contextWith(env: NodeJS.ProcessEnv): Context {
  return {
    catalogue: shippedCatalogue(),
    platform: 'darwin-arm64',
    dir: folder,
    cacheDir: folder,
    env,
    folder: undefined,
    mirror: undefined,
    trustFirstUse: false,
    builds: true,
    machine: () => null,
    packagesFrom: folder,
    onProgress: () => {},
    download: {},
  };
}

test.each(engineNames)(
  'a %s that a browser downloaded on a Mac is refused, with the way out',
  async (engine) => {
    const program = join(folder, engine);
    const context = contextWith({ [shippedCatalogue()[engine].given]: program });
    const asked: string[][] = [];
    const marked = (command: string, args: string[]) => {
      asked.push([command, ...args]);
      return Promise.resolve('0083;674b3c2e;Safari;');
    };
    await expect(given(context, engine, { platform: 'darwin', tryCommand: marked })).rejects.toThrow(
      `xattr -d com.apple.quarantine '${program}'`,
    );
    expect(asked).toEqual([['/usr/bin/xattr', '-p', 'com.apple.quarantine', program]]);

    const unmarked = { platform: 'darwin' as const, tryCommand: () => Promise.resolve(null) };
    expect(await given(context, engine, unmarked)).toMatchObject({ version: 'given' });
    const elsewhere = { platform: 'linux' as const, tryCommand: () => Promise.reject(new Error('asked')) };
    expect(await given(context, engine, elsewhere)).toMatchObject({ version: 'given' });
  },
);
