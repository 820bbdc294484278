import { spawnSync } from 'node:child_process';
import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { capabilities, sharedDir } from '../../test/support/capabilities.ts';
import { convert } from './convert.ts';
import { toJson } from './export/json.ts';
import { toMarkdown } from './export/markdown.ts';

interface Totals {
  tok: number;
  seq: number;
  all: number;
  files: number;
  validJson: number;
}

const formats = ['csv', 'html', 'md', 'pdf', 'pdf-odf'];
const data = join(sharedDir, 'data/docling');

/** Docling's own published results are the measure, by the scorer that comes with them. */
describe.skipIf(!capabilities.shared)('against Docling', () => {
  let dir = '';
  let totals: Record<string, Totals> = {};

  beforeAll(async () => {
    dir = await mkdtemp(join(tmpdir(), 'frodb-docling-'));
    for (const format of formats) {
      await mkdir(join(dir, format));
      for (const name of await readdir(join(data, 'inputs', format))) {
        const { document } = await convert({ path: join(data, 'inputs', format, name), name });
        await writeFile(join(dir, format, `${name}.md`), toMarkdown(document));
        await writeFile(join(dir, format, `${name}.json`), toJson(document));
      }
    }
    const scores = join(dir, 'scores.json');
    const args = [
      '--truth',
      join(data, 'truth'),
      '--got',
      dir,
      '--formats',
      formats.join(','),
      '--json',
      scores,
    ];
    const scored = spawnSync(process.execPath, [join(data, 'score.mjs'), ...args], { encoding: 'utf8' });
    if (scored.status !== 0) throw new Error(scored.stderr);
    ({ totals } = JSON.parse(await readFile(scores, 'utf8')) as { totals: Record<string, Totals> });
  }, 60_000);

  afterAll(async () => {
    await rm(dir, { recursive: true, force: true });
  });

  it.each(formats)('writes valid DoclingDocuments of %s', (format) => {
    expect(totals[format]!.validJson).toBe(totals[format]!.files);
  });

  it.each([
    ['csv', 1],
    ['html', 0.97],
    ['md', 0.99],
  ])('agrees with it on %s', (format, least) => {
    expect(totals[format]!.all).toBeGreaterThanOrEqual(least);
  });

  it.each([
    ['pdf', 0.9, 0.87],
    ['pdf-odf', 0.98, 0.95],
  ])('finds the words of %s, in order', (format, words, order) => {
    expect(totals[format]!.tok).toBeGreaterThanOrEqual(words);
    expect(totals[format]!.seq).toBeGreaterThanOrEqual(order);
  });
});
