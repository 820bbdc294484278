import { afterAll, beforeAll, describe, it } from 'vitest';
import { expect, startStudio } from '../../support/studio.ts';
import type { StudioBench } from '../../support/studio.ts';

let bench: StudioBench;
beforeAll(async () => {
  bench = await startStudio();
});
afterAll(() => bench.close());

describe('logging in to Studio', () => {
  it('opens by the link that the start printed, once', async () => {
    const { page } = await bench.open('/', { key: null });
    await page.goto(bench.frodb.studio);
    await expect(page.getByRole('navigation', { name: 'Main' })).toBeVisible();
    await expect(page).toHaveURL(`${bench.frodb.url}/studio/`);

    const other = await bench.open('/', { key: null });
    await other.page.goto(bench.frodb.studio);
    await expect(other.page.getByRole('alert')).toContainText('used already');
  });

  it('takes a key, and says when it is wrong', async () => {
    const { page } = await bench.open('/engines', { key: null, language: 'pt' });
    const key = page.getByLabel('Chave de API');
    await expect(key).toBeFocused();
    await key.fill(`frodb_admin_${'0'.repeat(64)}`);
    await key.press('Enter');
    await expect(page.getByRole('alert')).toContainText('não vale');
    await key.fill(bench.frodb.key);
    await key.press('Enter');
    await expect(page.getByRole('heading', { name: 'Motores', level: 1 })).toBeVisible();
  });

  it('asks again when the key is revoked, over the page, which is there again afterwards', async () => {
    const made = await bench.request<{ id: string; key: string }>('POST', '/api-keys', {
      name: 'short-lived',
      type: 'admin',
    });
    const { page } = await bench.open('/settings', { key: made.key });
    await expect(page.getByRole('heading', { name: 'Settings', level: 1 })).toBeVisible();
    await bench.request('DELETE', `/api-keys/${made.id}`);
    await expect(page.getByRole('heading', { name: 'Log in again' })).toBeVisible();
    await page.getByLabel('API key').fill(bench.frodb.key);
    await page.getByRole('button', { name: 'Log in' }).click();
    await expect(page.getByRole('heading', { name: 'Settings', level: 1 })).toBeVisible();
    await expect(page).toHaveURL(`${bench.frodb.url}/studio/settings`);
  });
});
