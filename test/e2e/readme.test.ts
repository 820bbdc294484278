import { execFile, spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { chmod, mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { repository } from '../support/capabilities.ts';

/** The commands between the README's markers, in order. */
async function readmeBlocks(): Promise<string[]> {
  const readme = await readFile(join(repository, 'README.md'), 'utf8');
  const part = /<!-- five-minutes:start -->(.*)<!-- five-minutes:end -->/s.exec(readme)?.[1] ?? '';
  return [...part.matchAll(/^```sh\n(.*?)^```$/gms)].map((match) => match[1] ?? '');
}

const key = `frodb_admin_${'5'.repeat(64)}`;
const separator = '@@ end of block @@';
let dir = '';
let server: ChildProcess;
let url = '';

/** The address in the one line that a headless start prints; rejects with its exit code if it never does. */
function ready(started: ChildProcess): Promise<string> {
  return new Promise((resolve, reject) => {
    started.once('exit', (code) => reject(new Error(`frodb start ended with ${code}`)));
    if (!started.stdout) throw new Error('frodb start has no stdout');
    createInterface({ input: started.stdout }).on('line', (line) => {
      if (line.includes('"event":"ready"')) resolve((JSON.parse(line) as { url: string }).url);
    });
  });
}

/** Runs the blocks as a person would, in one shell, and gives what each printed. */
async function runBlocks(blocks: string[]): Promise<string[]> {
  const script = `set -euo pipefail\n${blocks.map((block) => `${block}\necho; echo '${separator}'\n`).join('')}`;
  const run = promisify(execFile)('bash', ['-c', script], {
    cwd: repository,
    env: { ...process.env, FRODB_URL: url, FRODB_KEY: key, TMPDIR: dir },
    maxBuffer: 16 << 20,
  });
  const { stdout } = await run;
  return stdout.split(separator).map((part) => part.trim());
}

function json(output: string | undefined): Record<string, unknown> {
  return JSON.parse(output ?? '') as Record<string, unknown>;
}

beforeAll(async () => {
  dir = await mkdtemp(join(tmpdir(), 'frodb-readme-'));
  // Postgres does not run as root: as root it must be passable for the user that Postgres runs as.
  await chmod(dir, 0o711);
  server = spawn(
    process.execPath,
    [join(repository, 'dist/cli.js'), 'start', '--headless', '--data-dir', join(dir, 'data'), '--port', '0'],
    { env: { ...process.env, FRODB_ADMIN_KEY: key }, stdio: ['ignore', 'pipe', 'inherit'] },
  );
  url = await ready(server);
});

afterAll(async () => {
  if (server.exitCode === null) {
    const ended = new Promise((resolve) => server.once('exit', resolve));
    server.kill('SIGTERM');
    await ended;
  }
  await rm(dir, { recursive: true, force: true });
});

describe("the README's five minutes", () => {
  it('does what it says, command by command', async () => {
    const blocks = await readmeBlocks();
    expect(blocks).toHaveLength(11);
    const outputs = await runBlocks(blocks);
    const [health, created, record, second, late, many, chunk, filtered, refused, download, gone] = outputs;

    expect(json(health)).toMatchObject({
      status: 'ok',
      details: { postgres: true, qdrant: true, minio: true },
    });
    expect(json(created)).toMatchObject({ status: 'created', database: 'default', collection: 'documents' });
    expect(json(record)).toMatchObject({
      title: 'Field sampling manual',
      file: { name: 'field-sampling-manual.pdf', extraction: { status: 'done', pages: 5 } },
    });
    expect(json(second)).toMatchObject({ file: { extraction: { status: 'done', pages: 4 } } });
    expect(json(late)).toMatchObject({
      file: { name: 'data-dictionary.md', extraction: { status: 'done' } },
    });
    expect(json(many)).toMatchObject({ created: 2 });
    expect(chunk).toMatch(/^page [34]: .*(discard|holding time)/is);

    const found = json(filtered)['results'] as {
      record: unknown;
      highlights: { text: string; ranges: [number, number][] }[];
    }[];
    expect(found).toHaveLength(1);
    expect(found[0]?.record).toMatchObject({
      title: 'Plano de recuperação das margens',
      published_on: '2025-09-03',
    });
    const words = found[0]?.highlights.flatMap(({ text, ranges }) =>
      ranges.map(([a, b]) => text.slice(a, b)),
    );
    expect(words).toContain('erosão');

    expect(json(refused)).toMatchObject({ status: 400, code: 'invalid_input', errors: [{ path: 'kind' }] });
    expect(download).toBe('the same bytes');

    expect(gone).toContain('"status":"deleted"');
    expect(gone).toMatch(/"items":\[\]/);
  });
});
