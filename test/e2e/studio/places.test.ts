import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { AxeBuilder } from '@axe-core/playwright';
import type { Page } from '@playwright/test';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { expect as expectPage, startStudio } from '../../support/studio.ts';
import type { StudioBench, WindowOptions } from '../../support/studio.ts';

/** A place, and what to wait for before it is looked at. */
interface Place {
  name: string;
  path: () => string;
  isReady: (page: Page) => Promise<void>;
}

/** A folder: what is seen is written there. */
const shots = process.env['FRODB_SHOTS'];
/** Every combination, not only the two that have everything in them: ten minutes. */
const isWhole = process.env['FRODB_WALK'] === 'whole';
const ways: Required<Pick<WindowOptions, 'theme' | 'language' | 'width' | 'height'>>[] = (
  ['light', 'dark'] as const
).flatMap((theme) =>
  (['en', 'pt'] as const).flatMap((language) =>
    [
      { theme, language, width: 1280, height: 800 },
      { theme, language, width: 1920, height: 1080 },
    ].filter(({ width }) => isWhole || (width === 1280 && (theme === 'dark') === (language === 'pt'))),
  ),
);

let bench: StudioBench;
/** Of the sample workspace. */
let documentId = '';
let jobId = '';

const heading = (page: Page) => expectPage(page.getByRole('heading', { level: 1 })).toBeVisible();
const settled = async (page: Page): Promise<void> => {
  await heading(page);
  await page.evaluate(untilQuiet);
};
/** In the page: until nothing has changed on it for a while; what goes on for ever is not waited for. */
const untilQuiet = `new Promise((resolve) => {
  let timer = setTimeout(resolve, 400);
  new MutationObserver(() => {
    clearTimeout(timer);
    timer = setTimeout(resolve, 400);
  }).observe(document.body, { subtree: true, childList: true, characterData: true });
  setTimeout(resolve, 4_000);
})`;

/** Opens the first hit, and waits for the page that its passage is marked on. */
async function showHit(page: Page): Promise<void> {
  await settled(page);
  await page.getByRole('row').first().click();
  await expectPage(page.getByRole('complementary').locator('canvas').first()).toBeVisible();
  await page.waitForTimeout(1_000);
}
const demo = '/collections/demo';

const empty: Place[] = [
  { name: 'home', path: () => '/', isReady: settled },
  { name: 'collections', path: () => '/collections', isReady: settled },
  { name: 'search', path: () => '/search', isReady: settled },
  { name: 'jobs', path: () => '/jobs', isReady: settled },
  { name: 'access', path: () => '/access', isReady: settled },
  { name: 'webhooks', path: () => '/access/webhooks', isReady: settled },
];

const full: Place[] = [
  { name: 'home', path: () => '/', isReady: settled },
  { name: 'collections', path: () => '/collections', isReady: settled },
  { name: 'new-collection', path: () => '/collections/new?from=reports', isReady: settled },
  { name: 'from-files', path: () => '/collections/from-files', isReady: settled },
  { name: 'records', path: () => `${demo}/documents`, isReady: settled },
  { name: 'record', path: () => `${demo}/documents?record=${documentId}`, isReady: settled },
  { name: 'measurements', path: () => `${demo}/measurements`, isReady: settled },
  { name: 'new-record', path: () => `${demo}/documents/new`, isReady: settled },
  { name: 'edit-record', path: () => `${demo}/documents/new?edit=${documentId}`, isReady: settled },
  { name: 'import', path: () => `${demo}/measurements/import`, isReady: settled },
  { name: 'schema', path: () => `${demo}/documents/schema`, isReady: settled },
  { name: 'collection-search', path: () => `${demo}/documents/search?q=erosão`, isReady: settled },
  { name: 'collection-settings', path: () => `${demo}/documents/settings`, isReady: settled },
  { name: 'search', path: () => '/search?in=demo.documents&q=erosão da margem', isReady: settled },
  {
    name: 'hit',
    path: () => '/search?in=demo.documents&q=erosão da margem',
    isReady: showHit,
  },
  { name: 'jobs', path: () => '/jobs', isReady: settled },
  { name: 'job', path: () => `/jobs?job=${jobId}`, isReady: settled },
  { name: 'events', path: () => '/events', isReady: settled },
  { name: 'engines', path: () => '/engines', isReady: settled },
  { name: 'access', path: () => '/access', isReady: settled },
  { name: 'webhooks', path: () => '/access/webhooks', isReady: settled },
  { name: 'settings', path: () => '/settings', isReady: settled },
  { name: 'nowhere', path: () => '/nowhere', isReady: settled },
  {
    name: 'palette',
    path: () => `${demo}/documents`,
    async isReady(page) {
      await settled(page);
      await page.keyboard.press('ControlOrMeta+k');
      await expectPage(page.getByRole('combobox')).toBeFocused();
      await page.keyboard.type('eros');
      await expectPage(page.getByRole('option').filter({ hasText: /eros/i }).nth(1)).toBeVisible();
    },
  },
  {
    name: 'shortcuts',
    path: () => `${demo}/documents`,
    async isReady(page) {
      await settled(page);
      await page.keyboard.press('?');
      await expectPage(page.getByRole('dialog')).toBeVisible();
    },
  },
];

/** Goes to each place: axe finds nothing, the console is quiet, nothing moves after the first paint. */
async function walk(places: readonly Place[], what: string): Promise<void> {
  const found: string[] = [];
  for (const way of ways) {
    const { page, context, complaints } = await bench.open('/', way);
    await page.addInitScript({ content: watchShifts });
    for (const { name, path, isReady } of places) {
      const at = `${what} ${name} ${way.theme} ${way.language} ${way.width}`;
      await page.goto(`${bench.frodb.url}/studio${path()}`);
      await isReady(page);
      if (shots !== undefined) {
        await mkdir(shots, { recursive: true });
        await page.screenshot({ path: join(shots, `${at.replaceAll(' ', '-')}.png`) });
      }
      const { violations } = await lookedAt(page, way.theme).analyze();
      for (const { id, nodes } of violations) {
        found.push(`${at}: axe ${id}: ${nodes.map(({ html }) => html.slice(0, 160)).join(' | ')}`);
      }
      const shift = await page.evaluate<number>('window.shift');
      if (shift > 0.02) found.push(`${at}: things moved by ${shift.toFixed(3)}`);
      found.push(...complaints.splice(0).map((complaint) => `${at}: ${complaint}`));
    }
    await context.close();
  }
  expect(found).toEqual([]);
}

/** Dark differs from light in its colours alone. What pdf.js measures letters on is not seen by anybody. */
function lookedAt(page: Page, theme: 'light' | 'dark'): AxeBuilder {
  const axe = new AxeBuilder({ page }).exclude('.hiddenCanvasElement');
  return theme === 'light' ? axe : axe.withRules(['color-contrast']);
}

/** In the page: adds up in `shift` how much of it moved without anybody having done anything. */
const watchShifts = `
  window.shift = 0;
  new PerformanceObserver((list) => {
    for (const { value, hadRecentInput } of list.getEntries()) if (!hadRecentInput) window.shift += value;
  }).observe({ type: 'layout-shift', buffered: true });
`;

async function loadSample(): Promise<void> {
  if (jobId !== '') return;
  const job = await bench.request<{ id: string }>('POST', '/samples/demo:load');
  jobId = job.id;
  await expectPage(async () => {
    const { state } = await bench.request<{ state: string }>('GET', `/jobs/${jobId}`);
    expect(state).toBe('succeeded');
  }).toPass({ timeout: 60_000 });
  const { records } = await bench.request<{ records: { id: string }[] }>(
    'POST',
    '/databases/demo/collections/documents/query',
    { filters: { title: 'Field sampling manual' } },
  );
  documentId = records[0]?.id ?? '';
}

beforeAll(async () => {
  bench = await startStudio();
});
afterAll(() => bench.close());

describe('every place of Studio', { timeout: 1_800_000 }, () => {
  it('is in order while there is nothing', () => walk(empty, 'empty'));
  it('is in order with the sample workspace', async () => {
    await loadSample();
    await walk(full, 'full');
  });
  /** `FRODB_SHOTS=docs/images npx vitest run --project e2e test/e2e/studio/places.test.ts -t README` */
  it.skipIf(shots === undefined)('makes the pictures of the README', async () => {
    await loadSample();
    const light = await bench.open('/search?in=demo.documents&q=erosão da margem');
    await showHit(light.page);
    await light.page.screenshot({ path: join(shots ?? '', 'search-light.png') });
    const dark = await bench.open(`${demo}/documents?record=${documentId}`, { theme: 'dark' });
    await settled(dark.page);
    await dark.page.screenshot({ path: join(shots ?? '', 'records-dark.png') });
  });
});
