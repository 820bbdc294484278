import { createWriteStream } from 'node:fs';
import { mkdir, rm } from 'node:fs/promises';
import { dirname, resolve, sep } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { promisify } from 'node:util';
import { extract as extractTar } from 'tar';
import yauzl from 'yauzl';

/** Unpacks a .tgz, .tar.gz, .zip or .whl into an empty folder, with the permissions that it holds. */
export async function unpack(archive: string, dir: string, signal?: AbortSignal): Promise<void> {
  await rm(dir, { recursive: true, force: true });
  await mkdir(dir, { recursive: true });
  if (/\.(zip|whl)$/.test(archive)) await unpackZip(archive, dir, signal);
  // tar refuses entries that lead out of the folder; strict makes a broken archive an error.
  else await extractTar({ file: archive, cwd: dir, strict: true });
}

const openZip = promisify<string, yauzl.Options, yauzl.ZipFile>(yauzl.open);

async function unpackZip(archive: string, dir: string, signal?: AbortSignal): Promise<void> {
  const zip = await openZip(archive, { lazyEntries: true, autoClose: true });
  const openEntry = promisify(zip.openReadStream.bind(zip)) as (
    entry: yauzl.Entry,
  ) => Promise<NodeJS.ReadableStream>;
  async function write(entry: yauzl.Entry): Promise<void> {
    signal?.throwIfAborted();
    const target = resolve(dir, entry.fileName);
    if (target !== dir && !target.startsWith(resolve(dir) + sep)) {
      throw new Error(`${archive} holds a path that leads out of it: ${entry.fileName}`);
    }
    if (entry.fileName.endsWith('/')) {
      await mkdir(target, { recursive: true });
      return;
    }
    await mkdir(dirname(target), { recursive: true });
    const mode = (entry.externalFileAttributes >>> 16) & 0o777;
    await pipeline(await openEntry(entry), createWriteStream(target, { mode: mode || 0o644 }));
  }
  await new Promise<void>((done, fail) => {
    zip.on('error', fail);
    zip.on('end', done);
    zip.on('entry', (entry: yauzl.Entry) => {
      write(entry).then(
        () => zip.readEntry(),
        (error: unknown) => {
          zip.close();
          fail(error as Error);
        },
      );
    });
    zip.readEntry();
  });
}
