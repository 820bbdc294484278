import { afterAll, beforeAll, describe, it } from 'vitest';
import { expect, startStudio } from '../../support/studio.ts';
import type { StudioBench } from '../../support/studio.ts';

const rows = 50_000;
/** Each such row has a cell too many. */
const everyBad = 2_500;

let bench: StudioBench;
beforeAll(async () => {
  bench = await startStudio();
});
afterAll(() => bench.close());

/** Line 1 is the header; row n stands on line n + 1. */
function csv(): string {
  const lines = ['station,taken_on,value,is_checked'];
  for (let n = 1; n <= rows; n++) {
    const surplus = n % everyBad === 0 ? ',surplus' : '';
    lines.push(`AND-${n % 10},2026-0${(n % 9) + 1}-11,${n / 8},${n % 2 === 0}${surplus}`);
  }
  return `${lines.join('\n')}\n`;
}

describe('a CSV that is dropped on the window', () => {
  it('becomes a collection of 49,980 records, and 20 rows are told with line and reason', async () => {
    const { page } = await bench.open('/collections');
    await expect(page.getByRole('heading', { name: 'Collections', level: 1 })).toBeVisible();
    // A file can only be let go of by the mouse of a person; this is the event that the browser makes of it.
    await page.evaluate(
      `{
        const dataTransfer = new DataTransfer();
        dataTransfer.items.add(new File([${JSON.stringify(csv())}], 'readings.csv', { type: 'text/csv' }));
        for (const type of ['dragenter', 'dragover', 'drop'])
          document.body.dispatchEvent(new DragEvent(type, { dataTransfer, bubbles: true, cancelable: true }));
      }`,
    );
    await expect(page.getByRole('heading', { name: 'Collection from files' })).toBeVisible();
    await expect(page.getByRole('textbox', { name: 'Name' })).toHaveValue('readings');
    await expect(page.getByRole('textbox', { name: 'Field of station' })).toHaveValue('station');
    for (const [column, type] of [
      ['station', 'enum'],
      ['taken_on', 'date'],
      ['value', 'float'],
      ['is_checked', 'boolean'],
    ]) {
      await expect(page.getByRole('button', { name: `Type of ${column}` })).toContainText(type ?? '');
    }

    await page.getByRole('button', { name: 'Create and import' }).click();
    await expect(page.getByText('20 of 50,000 rows would be refused')).toBeVisible({ timeout: 60_000 });
    await page.getByRole('button', { name: 'Import 49,980 valid rows' }).click();
    await expect(page.getByRole('main').getByRole('progressbar')).toBeVisible();
    await expect(page.getByText('49,980 records are in readings. 20 rows were put aside.')).toBeVisible({
      timeout: 90_000,
    });
    const refused = page.getByRole('grid', { name: 'Rows put aside' });
    await expect(refused.getByRole('row')).toHaveCount(21);
    const first = refused.getByRole('row').nth(1);
    await expect(first).toContainText('2,501');
    await expect(first).toContainText('AND-0');
    await expect(first).toContainText('The row has 5 cells, and there are 4 columns');

    await page.getByRole('link', { name: 'Show the records' }).click();
    await expect(page.getByRole('contentinfo')).toContainText('49,980 records');
    await page.getByRole('navigation', { name: 'Main' }).getByRole('link', { name: 'Jobs' }).click();
    await expect(page.getByRole('rowheader', { name: 'Importing readings.csv into readings' })).toBeVisible();
  });
});
