import { afterAll, beforeAll, describe, it } from 'vitest';
import { expect, startStudio } from '../../support/studio.ts';
import type { StudioBench } from '../../support/studio.ts';

const table = '/collections/default/visits';

let bench: StudioBench;
/** Of another person. */
let otherKey: string;

beforeAll(async () => {
  bench = await startStudio();
  await bench.request('POST', '/collections', {
    name: 'visits',
    fields: [
      { name: 'title', type: 'string', required: true },
      { name: 'weather', type: 'string' },
      { name: 'people', type: 'int' },
    ],
  });
  const made = await bench.request<{ key: string }>('POST', '/api-keys', { name: 'Ana', type: 'admin' });
  otherKey = made.key;
});
afterAll(() => bench.close());

function addVisit(title: string, more: object = {}): Promise<{ id: string }> {
  return bench.request('POST', '/collections/visits/records', { title, ...more });
}

describe('two windows of two keys', () => {
  it('agree about a record that is made, changed and deleted', async () => {
    const one = (await bench.open(`${table}/new`)).page;
    const other = (await bench.open(table, { key: otherKey })).page;
    await expect(other.getByText('No records')).toBeVisible();

    await one.getByRole('textbox', { name: 'title' }).fill('Bridge at dawn');
    await one.getByRole('button', { name: 'Save record' }).click();
    await expect(other.getByRole('gridcell', { name: 'Bridge at dawn', exact: true })).toBeVisible();

    await other.getByRole('gridcell', { name: 'Bridge at dawn', exact: true }).click();
    const details = other.getByRole('complementary', { name: 'Bridge at dawn' });
    await expect(details).toBeVisible();
    await one.goto(`${bench.frodb.url}/studio${table}`);
    await one.getByRole('gridcell', { name: 'Bridge at dawn', exact: true }).dblclick();
    await one.getByRole('textbox', { name: 'title' }).fill('Bridge at dusk');
    await one.keyboard.press('Enter');
    await expect(other.getByRole('gridcell', { name: 'Bridge at dusk', exact: true })).toBeVisible();
    await expect(other.getByRole('complementary', { name: 'Bridge at dusk' })).toBeVisible();

    const { records } = await bench.request<{ records: { id: string }[] }>(
      'POST',
      '/collections/visits/query',
      {},
    );
    await bench.request('DELETE', `/collections/visits/records/${records[0]?.id}`);
    await expect(one.getByRole('gridcell', { name: 'Bridge at dusk', exact: true })).toBeHidden();
    await expect(other.getByRole('gridcell', { name: 'Bridge at dusk', exact: true })).toBeHidden();
  });

  it.for(['yours', 'theirs'] as const)('both change one record, and %s is kept', async (kept) => {
    const { id } = await addVisit(`Ford ${kept}`, { weather: 'clear', people: 2 });
    const form = `${table}/new?edit=${encodeURIComponent(JSON.stringify(id))}`;
    const one = (await bench.open(form)).page;
    const other = (await bench.open(form, { key: otherKey })).page;
    const weather = { name: 'weather' };
    await one.getByRole('textbox', weather).fill('rain');
    await other.getByRole('textbox', weather).fill('storm');
    await other.getByRole('textbox', { name: 'people' }).fill('3');
    await other.getByRole('button', { name: 'Save changes' }).click();
    await expect(other).toHaveURL(new RegExp(`${table}\\?`));

    await one.getByRole('button', { name: 'Save changes' }).click();
    const note = one.getByRole('alert').filter({ hasText: 'changed in the meantime' });
    await expect(note).toContainText('Nothing was written. 1 field was changed here and elsewhere');
    await expect(note).toContainText('taken over');
    await expect(note).toContainText('people');
    const choice = note.getByRole('radiogroup', weather);
    await expect(choice.getByRole('radio', { name: 'Yours rain' })).toBeChecked();
    await expect(choice.getByRole('radio', { name: 'Saved meanwhile storm' })).not.toBeChecked();
    await choice.getByText(kept === 'yours' ? 'Yours' : 'Saved meanwhile').click();
    await note.getByRole('button', { name: 'Go on with these' }).click();
    await expect(one.getByRole('textbox', { name: 'people' })).toHaveValue('3');
    await expect(one.getByRole('textbox', weather)).toHaveValue(kept === 'yours' ? 'rain' : 'storm');
    if (kept === 'yours') {
      await one.getByRole('button', { name: 'Save changes' }).click();
      await expect(one).toHaveURL(new RegExp(`${table}\\?`));
    }
    expect(await bench.request('GET', `/collections/visits/records/${id}`)).toMatchObject({
      weather: kept === 'yours' ? 'rain' : 'storm',
      people: 3,
    });
  });

  it('a collection that is deleted in one is told in the other, whose form is not lost', async () => {
    await bench.request('POST', '/collections', {
      name: 'short_lived',
      fields: [{ name: 'title', type: 'string' }],
    });
    const { page } = await bench.open('/collections/default/short_lived/new', { key: otherKey });
    const title = page.getByRole('textbox', { name: 'title' });
    await title.fill('half filled');
    const one = (await bench.open('/collections/default/short_lived/settings')).page;
    await one.getByRole('button', { name: 'Delete collection' }).click();
    const dialog = one.getByRole('alertdialog');
    await dialog.getByRole('textbox').fill('short_lived');
    await dialog.getByRole('button', { name: /^Delete/ }).click();
    await expect(one).toHaveURL(/\/studio\/collections$/);

    await expect(page.getByText('short_lived was deleted')).toBeVisible();
    await expect(title).toHaveValue('half filled');
    await page.reload();
    await expect(page.getByText('nothing you typed is lost')).toBeVisible();
    await expect(page.getByRole('button', { name: 'Copy the draft as JSON' })).toBeVisible();
  });
});
