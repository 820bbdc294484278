import { afterAll, beforeAll, describe, it } from 'vitest';
import { expect, startStudio } from '../../support/studio.ts';
import type { StudioBench } from '../../support/studio.ts';

let bench: StudioBench;
/** Reads and searches one collection, and nothing else. */
let key: string;

beforeAll(async () => {
  bench = await startStudio();
  for (const name of ['open', 'closed']) {
    await bench.request('POST', '/collections', {
      name,
      fields: [{ name: 'title', type: 'string', required: true, vectorize: true }],
    });
    await bench.request('POST', `/collections/${name}/records`, { title: `A willow in ${name}` });
  }
  const made = await bench.request<{ key: string }>('POST', '/api-keys', {
    name: 'reader',
    type: 'custom',
    permissions: [{ databases: ['default'], collections: ['open'], actions: ['read', 'search'] }],
  });
  key = made.key;
});
afterAll(() => bench.close());

describe('a key with few rights', () => {
  it('shows only the places and collections that it may see', async () => {
    const { page, complaints } = await bench.open('/collections', { key });
    const rail = page.getByRole('navigation', { name: 'Main' });
    await expect(rail.getByRole('link', { name: 'Search' })).toBeVisible();
    await expect(rail.getByRole('link', { name: 'Engines' })).toBeHidden();
    const main = page.getByRole('main');
    await expect(main.getByRole('link', { name: 'open', exact: true })).toBeVisible();
    await expect(main.getByText('closed')).toBeHidden();
    await expect(main.getByRole('link', { name: 'New collection' })).toBeHidden();
    await expect(main.getByRole('button', { name: 'New database' })).toBeHidden();
    expect(complaints).toEqual([]);
  });

  it('reads records and searches, and offers nothing that writes', async () => {
    const { page, complaints } = await bench.open('/collections/default/open', { key });
    await page.getByRole('gridcell', { name: 'A willow in open', exact: true }).click();
    const details = page.getByRole('complementary', { name: 'A willow in open' });
    await expect(details).toBeVisible();
    await expect(details.getByRole('button', { name: 'Next' })).toBeVisible();
    await expect(details.getByRole('link', { name: 'Edit' })).toBeHidden();
    const main = page.getByRole('main');
    await expect(main.getByRole('link', { name: 'New record' })).toBeHidden();
    await expect(main.getByRole('link', { name: 'Import' })).toBeHidden();
    await expect(main.getByRole('checkbox')).toHaveCount(0);
    await main.getByRole('gridcell', { name: 'A willow in open', exact: true }).dblclick();
    await expect(main.getByRole('gridcell').getByRole('textbox')).toHaveCount(0);

    await page.goto(`${bench.frodb.url}/studio/collections/default/open/settings`);
    await expect(page.getByRole('heading', { name: 'What is in it' })).toBeVisible();
    await expect(page.getByRole('button', { name: 'Delete collection' })).toBeHidden();

    await page.goto(`${bench.frodb.url}/studio/collections/default/open/search?q=willow`);
    await expect(page.getByRole('grid', { name: 'Hits' }).getByRole('row')).toHaveCount(1);
    expect(complaints).toEqual([]);
  });

  it('the palette has no commands that it may not give', async () => {
    const { page } = await bench.open('/collections/default/open', { key });
    await expect(page.getByRole('gridcell', { name: 'A willow in open', exact: true })).toBeVisible();
    await page.keyboard.press('Control+k');
    const palette = page.getByRole('dialog', { name: 'Search or run a command' });
    await expect(palette.getByRole('option', { name: 'Collections' })).toBeVisible();
    for (const name of ['New record', 'New collection', 'Engines', 'closed']) {
      await expect(palette.getByRole('option', { name })).toHaveCount(0);
    }
  });

  it.for([
    ['/collections/default/closed', 'There is no collection closed in default'],
    ['/collections/default/open/new', 'This key may not write here'],
    ['/collections/default/open/import', 'This key may not write here'],
    ['/collections/from-files', 'This key may not write here'],
    ['/collections/new', 'Your key may not create collections'],
    ['/engines', 'key'],
    ['/access', 'key'],
  ] as const)('a link to %s says kindly that it may not', async ([path, words]) => {
    const { page } = await bench.open(path, { key });
    const main = page.getByRole('main');
    await expect(main.getByRole('heading', { level: 1 })).toBeVisible();
    await expect(main).toContainText(words);
    await expect(main.getByRole('textbox')).toHaveCount(0);
  });

  it('says so in Portuguese too', async () => {
    const { page } = await bench.open('/collections/default/open/new', { key, language: 'pt' });
    await expect(page.getByRole('main')).toContainText('Esta chave não pode gravar aqui');
  });
});
