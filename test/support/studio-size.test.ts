import { fileURLToPath } from 'node:url';
import { expect, it } from 'vitest';
import { firstScripts, gzippedKb } from './studio-size.ts';

const studioDir = fileURLToPath(new URL('../../dist/studio', import.meta.url));

/** Studio feels at once as long as little must be fetched first: everything beyond belongs to the place that needs it. */
it('Studio begins with at most 250 kB of scripts', () => {
  const scripts = firstScripts(studioDir);
  expect(scripts.length).toBeGreaterThan(1);
  expect(gzippedKb(studioDir, scripts)).toBeLessThanOrEqual(250);
});
