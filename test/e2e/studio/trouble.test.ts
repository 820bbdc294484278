import { execFileSync } from 'node:child_process';
import { rmSync, statfsSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Page } from '@playwright/test';
import { afterAll, beforeAll, describe, it } from 'vitest';
import { expect, startStudio } from '../../support/studio.ts';
import type { StudioBench } from '../../support/studio.ts';
import { pidOf } from '../../faults/engine-pid.ts';

const table = '/collections/default/notes';
/** Two languages, and what is looked for in each. */
const words = {
  en: {
    save: 'Save record',
    search: /Qdrant (does not answer|is starting|is stopped)\. Search waits/,
    lost: 'FroDB does not answer. It may be starting again. What you typed stays here',
    loginTitle: 'Log in again',
    login: 'Log in',
    key: 'API key',
    disk: 'The disk is nearly full',
    full: 'The disk is full',
  },
  pt: {
    save: 'Salvar registro',
    search: /Qdrant (não responde|está iniciando|está parado)\. A busca espera/,
    lost: 'O FroDB não responde. Talvez esteja reiniciando. O que você digitou continua aqui',
    loginTitle: 'Entre de novo',
    login: 'Entrar',
    key: 'Chave de API',
    disk: 'O disco está quase cheio',
    full: 'O disco está cheio',
  },
} as const;
const languages = ['en', 'pt'] as const;

let bench: StudioBench;

beforeAll(async () => {
  bench = await startStudio({ FRODB_MIN_FREE_DISK_MB: String(freeMb() - 2_000) });
  await bench.request('POST', '/collections', {
    name: 'notes',
    fields: [
      { name: 'title', type: 'string', required: true, vectorize: true },
      { name: 'body', type: 'text' },
      { name: 'files', type: 'file', multiple: true, extract_config: { extract_text: false } },
    ],
  });
});
afterAll(() => bench.close());

function freeMb(): number {
  const { bavail, bsize } = statfsSync(tmpdir());
  return Math.floor((bavail * bsize) / 1_048_576);
}

function title(page: Page) {
  return page.getByRole('textbox', { name: 'title' });
}

/** A form in which somebody has begun to write, in either language. */
async function openForms(text: string, key?: string) {
  const forms = [];
  for (const language of languages) {
    const { page } = await bench.open(`${table}/new`, { language, ...(key !== undefined && { key }) });
    await title(page).fill(`${text} ${language}`);
    forms.push({ page, language, text: `${text} ${language}`, says: words[language] });
  }
  return forms;
}

describe('when something fails', () => {
  it('an engine that dies is named, with what still works, until it is back', async () => {
    const windows = await Promise.all(languages.map((language) => bench.open(table, { language })));
    for (const { page } of windows) await expect(page.getByRole('heading', { name: 'notes' })).toBeVisible();
    const banners = windows.map(({ page }, n) => page.getByText(words[languages[n] ?? 'en'].search));
    // One that is killed is back before everybody has seen it; one that hangs is not.
    const pid = await pidOf(bench.frodb, 'qdrant');
    process.kill(pid, 'SIGSTOP');
    for (const banner of banners) await expect(banner).toBeVisible({ timeout: 40_000 });
    process.kill(pid, 'SIGKILL');
    for (const banner of banners) await expect(banner).toBeHidden({ timeout: 40_000 });
  });

  it('the gateway that dies is told; the form keeps its text, and everything goes on by itself', async () => {
    const { page: watching } = await bench.open(table);
    await expect(watching.getByRole('heading', { name: 'notes' })).toBeVisible();
    const forms = await openForms('kept over a crash');
    await bench.frodb.kill();
    for (const { page, says } of forms) {
      await expect(page.getByText(says.lost)).toBeVisible();
      await page.getByRole('button', { name: says.save }).click();
      await expect(page.getByRole('alert')).toBeVisible();
    }
    await bench.startAgain();
    for (const { page, says, text } of forms) {
      await expect(page.getByText(says.lost)).toBeHidden();
      await expect(title(page)).toHaveValue(text);
      await page.getByRole('button', { name: says.save }).click();
      await expect(watching.getByRole('gridcell', { name: text, exact: true })).toBeVisible();
    }
  });

  it('a key that is revoked in the middle of a form: the text is there after the next login', async () => {
    const made = await bench.request<{ id: string; key: string }>('POST', '/api-keys', {
      name: 'short-lived',
      type: 'admin',
    });
    const forms = await openForms('kept over a login', made.key);
    await bench.request('DELETE', `/api-keys/${made.id}`);
    for (const { page, says, text } of forms) {
      await expect(page.getByRole('heading', { name: says.loginTitle })).toBeVisible();
      await page.getByLabel(says.key).fill(bench.frodb.key);
      await page.getByRole('button', { name: says.login, exact: true }).click();
      await expect(page.getByRole('heading', { name: says.loginTitle })).toBeHidden();
      await expect(title(page)).toHaveValue(text);
      await page.getByRole('button', { name: says.save }).click();
      await expect(page.getByRole('alert')).toBeHidden();
    }
  });

  it('a full disk refuses what adds, in words, and takes it once there is room', async () => {
    const forms = await openForms('kept over a full disk');
    const filler = join(tmpdir(), `frodb-filler-${process.pid}`);
    execFileSync('fallocate', ['-l', '4000M', filler]);
    try {
      for (const { page, says, text } of forms) {
        await expect(page.getByText(says.disk)).toBeVisible();
        await page.getByRole('button', { name: says.save }).click();
        await expect(page.getByRole('alert').filter({ hasText: says.full })).toBeVisible();
        await expect(title(page)).toHaveValue(text);
      }
    } finally {
      rmSync(filler, { force: true });
    }
    for (const { page, says, text } of forms) {
      await expect(page.getByText(says.disk)).toBeHidden();
      await expect(title(page)).toHaveValue(text);
      await page.getByRole('button', { name: says.save }).click();
      await expect(page.getByRole('gridcell', { name: text, exact: true })).toBeVisible();
    }
  });
});

describe('what is out of the ordinary', () => {
  it('names of 63 characters and 300 fields fit', async () => {
    const name = `a_${'long_'.repeat(12)}n`.padEnd(63, 'x');
    const fields = Array.from({ length: 300 }, (_, n) => ({
      name: `field_${n}_`.padEnd(63, 'y'),
      type: 'string',
    }));
    await bench.request('POST', '/collections', { name, fields });
    const { page, complaints } = await bench.open(`/collections/default/${name}/new`);
    await page.getByRole('textbox', { name: fields[299]?.name ?? '' }).fill('the last one');
    await page.getByRole('button', { name: 'Save record' }).click();
    await expect(page.getByRole('heading', { name })).toBeVisible();
    await page.getByRole('gridcell').nth(1).click();
    await page.keyboard.press('End');
    await expect(page.getByRole('gridcell', { name: 'the last one', exact: true })).toBeVisible();
    expect(await page.evaluate('document.documentElement.scrollWidth <= innerWidth')).toBe(true);
    expect(complaints).toEqual([]);
  });

  it('a text of 2 MB is written and read', async () => {
    const body = 'água limpa, margem firme. '.repeat(80_000);
    const { page } = await bench.open(`${table}/new`);
    await title(page).fill('A long one');
    await page.getByRole('textbox', { name: 'body' }).fill(body);
    await page.getByRole('button', { name: 'Save record' }).click();
    await page.getByRole('gridcell', { name: 'A long one', exact: true }).click();
    const details = page.getByRole('complementary', { name: 'A long one' });
    await expect(
      details.getByRole('button', { name: /^Show more \([\d,]+ characters left\)$/ }),
    ).toBeVisible();
    const { records } = await bench.request<{ records: { body: string }[] }>(
      'POST',
      '/collections/notes/query',
      {
        filters: { title: 'A long one' },
      },
    );
    expect(records[0]?.body === body).toBe(true);
  });

  it('a text from right to left stays by itself', async () => {
    const text = 'מים נקיים (2026)';
    await bench.request('POST', '/collections/notes/records', { title: text });
    const { page } = await bench.open(table);
    const cell = page.getByRole('gridcell', { name: text, exact: true });
    await expect(cell).toHaveCSS('direction', 'ltr');
    await expect(cell.getByText(text)).toHaveCSS('unicode-bidi', /isolate|plaintext/);
    await cell.click();
    await expect(page.getByRole('complementary', { name: text })).toBeVisible();
  });

  it('1,000 files in one field arrive before the record does', async () => {
    const { page } = await bench.open(`${table}/new`);
    await title(page).fill('Many files');
    const chosen = page.waitForEvent('filechooser');
    await page.getByRole('group', { name: 'files' }).getByRole('button', { name: 'choose files' }).click();
    await (
      await chosen
    ).setFiles(
      Array.from({ length: 1_000 }, (_, n) => ({
        name: `photo-${n}.txt`,
        mimeType: 'text/plain',
        buffer: Buffer.from(`photo ${n}`),
      })),
    );
    await expect(page.getByText(/^[\d,]+ files still uploading, saving waits for them$/)).toBeVisible();
    await page.getByRole('button', { name: 'Save record' }).click();
    await expect(page.getByRole('gridcell', { name: 'Many files', exact: true })).toBeVisible({
      timeout: 100_000,
    });
    const { records } = await bench.request<{ records: { files: unknown[] }[] }>(
      'POST',
      '/collections/notes/query',
      { filters: { title: 'Many files' } },
    );
    expect(records[0]?.files).toHaveLength(1_000);
  });

  it.for([-1, 1])('a clock that is a year off (%i) says what FroDB says', async (years) => {
    const { id } = await bench.request<{ id: string }>('POST', '/collections/notes/records', {
      title: `Clock ${years}`,
    });
    const { page, complaints } = await bench.open();
    await page.clock.install({ time: Date.now() + years * 365 * 86_400_000 });
    await page.goto(`${bench.frodb.url}/studio${table}?record=${id}`);
    const details = page.getByRole('complementary', { name: `Clock ${years}` });
    await expect(details.getByText(String(new Date().getFullYear())).first()).toBeVisible();
    await title(page).count();
    expect(complaints).toEqual([]);
  });
});
