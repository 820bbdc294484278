import { execFile } from 'node:child_process';
import { chmod, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { repository } from '../support/capabilities.ts';

interface Found {
  collection: string;
  query: string;
  results: {
    id: string;
    record: Record<string, unknown>;
    highlights: { field: string; text: string; page: number | null; ranges: [number, number][] }[];
  }[];
}

let dir = '';

beforeAll(async () => {
  dir = await mkdtemp(join(tmpdir(), 'frodb-demo-'));
  // Postgres does not run as root: as root it must be passable for the user that Postgres runs as.
  await chmod(dir, 0o711);
});
afterAll(() => rm(dir, { recursive: true, force: true }));

/** Runs `frodb demo` on a data folder where nothing runs: it starts a FroDB for the time. */
async function demo(...flags: string[]): Promise<{ found: Found[]; progress: string }> {
  const args = [join(repository, 'dist/cli.js'), 'demo', '--json', '--data-dir', join(dir, 'data'), ...flags];
  const { stdout, stderr } = await promisify(execFile)(process.execPath, args, { maxBuffer: 16 << 20 });
  return { found: JSON.parse(stdout) as Found[], progress: stderr };
}

function titles(found: Found | undefined): unknown[] {
  return found?.results.map(({ record }) => record['title'] ?? record['sample_code']) ?? [];
}

function matches(found: Found | undefined): string[] {
  const [best] = found?.results[0]?.highlights ?? [];
  return best?.ranges.map(([start, end]) => best.text.slice(start, end)) ?? [];
}

describe('frodb demo', () => {
  let first: Found[] = [];

  it('loads the workspace, and each search makes its point', async () => {
    const { found, progress } = await demo();
    first = found;
    expect(progress).toContain('measurements: 532 of 532');
    expect(progress).toMatch(/Loaded in .* invented/);
    const [accents, inflected, filtered, code, chunk] = found;

    expect(matches(accents)).toEqual(expect.arrayContaining(['erosão', 'margem', 'côncava']));
    expect(titles(inflected)[0]).toBe('Boletim de agosto de 2025');
    expect(matches(inflected)).toEqual(expect.arrayContaining(['fotografou', 'capivaras']));

    expect(filtered?.results.length).toBeGreaterThan(0);
    for (const { record } of filtered?.results ?? []) {
      expect(String(record['sampled_on']) >= '2025-01-01').toBe(true);
      expect(record['e_coli_100ml']).toBeGreaterThan(1000);
    }

    expect(titles(code)[0]).toBe('Laudo analítico LQA-2025/0417');
    expect(matches(code)).toContain('LQA-2025/0417');
    expect(titles(chunk)[0]).toBe('Field sampling manual');
    expect(chunk?.results[0]?.highlights[0]?.page).toBe(4);
  });

  it('loads nothing twice', async () => {
    const { found, progress } = await demo();
    expect(progress).toContain('loaded before');
    expect(idsOf(found)).toEqual(idsOf(first));
  });

  it('loads again on --reset', async () => {
    const { found, progress } = await demo('--reset');
    expect(progress).toContain('measurements: 532 of 532');
    expect(found.map(({ results }) => results.length)).toEqual(first.map(({ results }) => results.length));
    expect(idsOf(found)).not.toEqual(idsOf(first));
  });
});

/** What each search without ties found. Of equal scores, such as those of equal remarks, any may come first. */
function idsOf(found: Found[]): string[][] {
  return found
    .filter(({ collection }) => collection === 'documents')
    .map(({ results }) => results.map(({ id }) => id));
}
