import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Locator, Page } from '@playwright/test';
import { afterAll, beforeAll, describe, it } from 'vitest';
import { repository } from '../../support/capabilities.ts';
import { expect, startStudio } from '../../support/studio.ts';
import type { StudioBench } from '../../support/studio.ts';

const documents = join(repository, 'resources/samples/documents');

/** A collection whose first field has a type that there is not, on the fourth line. */
const schemaOf = (name: string): string => `name: ${name}
fields:
  - name: title
    type: strng
    required: true
    vectorize: true
  - name: report
    type: file
    vectorize: true
`;

let bench: StudioBench;
beforeAll(async () => {
  bench = await startStudio();
});
afterAll(() => bench.close());

function sample(name: string): { name: string; mimeType: string; buffer: Buffer } {
  return { name, mimeType: 'application/pdf', buffer: readFileSync(join(documents, name)) };
}

/** The problem stands under the line that it is about, and over the next one. */
async function expectUnderLine(editor: Locator, problem: string, line: string, next: string): Promise<void> {
  await expect(editor.getByText(problem)).toBeVisible();
  const [above, box, below] = await Promise.all(
    [line, problem, next].map((text) => editor.getByText(text).first().boundingBox()),
  );
  expect(box?.y).toBeGreaterThanOrEqual((above?.y ?? Infinity) + (above?.height ?? 0) - 2);
  expect(box?.y).toBeLessThan(below?.y ?? 0);
}

/** What of the words on a PDF's page lies in the box that marks the passage. */
async function wordsInBox(paper: Locator): Promise<string> {
  await expect(paper.getByText(/\S/).first()).toBeAttached();
  return paper.evaluate((figure: unknown) => {
    interface Part {
      getBoundingClientRect: () => { left: number; right: number; top: number; bottom: number };
      textContent: string;
      querySelector: (selector: string) => Part | null;
      querySelectorAll: (selector: string) => Iterable<Part>;
    }
    const page = figure as Part;
    // Beside its boxes only the page's picture is hidden from those who listen.
    const boxes = [...page.querySelectorAll('[aria-hidden]')]
      .filter((one) => one.querySelector('canvas') === null)
      .map((one) => one.getBoundingClientRect());
    return [...page.querySelectorAll('span')]
      .filter((span) => {
        const { left, right, top, bottom } = span.getBoundingClientRect();
        const [x, y] = [(left + right) / 2, (top + bottom) / 2];
        return boxes.some((box) => box.left <= x && x <= box.right && box.top <= y && y <= box.bottom);
      })
      .map(({ textContent }) => textContent)
      .join(' ')
      .replaceAll(/\s+/g, ' ');
  });
}

describe('the story of the README', () => {
  it('from nothing to a passage on its page, and back to nothing', async () => {
    const { page } = await bench.open();
    await page.getByRole('button', { name: 'Open the sample' }).click();
    const tray = page.getByRole('complementary', { name: 'Jobs' });
    await expect(tray).toContainText('Loading the sample workspace into demo');
    await expect(tray).toContainText('done', { timeout: 60_000 });
    // It lies over the page's corner, where some pages have their button.
    await tray.getByRole('button', { name: 'Minimise' }).click();
    await page.getByRole('navigation', { name: 'Main' }).getByRole('link', { name: 'Collections' }).click();
    const demo = page.getByRole('region', { name: 'demo' });
    for (const name of ['documents', 'measurements', 'stations', 'visits']) {
      await expect(demo.getByRole('link', { name, exact: true })).toBeVisible();
    }

    await page.getByRole('link', { name: 'New collection' }).click();
    const editor = page.getByRole('textbox', { name: 'Schema as code' });
    await editor.click();
    await page.keyboard.press('ControlOrMeta+A');
    await page.keyboard.insertText(schemaOf('field_reports'));
    await expectUnderLine(editor, '“strng”', 'strng', 'required');
    await expect(page.getByText('Solve 1 problem to create it')).toBeVisible();
    await editor.getByRole('button', { name: 'Use string' }).click();
    await expect(page.getByText('Solve 1 problem to create it')).toBeHidden();
    await page.getByRole('button', { name: 'Create collection' }).click();

    await page.getByRole('link', { name: 'New record' }).first().click();
    await page.getByRole('textbox', { name: 'title' }).fill('Field sampling manual');
    const chooser = page.waitForEvent('filechooser');
    await page.getByRole('button', { name: 'choose a file' }).click();
    await (await chooser).setFiles(sample('field-sampling-manual.pdf'));
    await page.getByRole('button', { name: 'Save record' }).click();
    await expect(page.getByRole('gridcell', { name: 'Field sampling manual', exact: true })).toBeVisible();

    const tabs = page.getByRole('navigation', { name: 'Parts of this collection' });
    await tabs.getByRole('link', { name: 'Search' }).click();
    await page.getByRole('textbox', { name: 'Search for' }).fill('discard a sample');
    await page.getByRole('row', { name: /Field sampling manual/ }).click();
    const paper = page.getByRole('figure', { name: 'Page 4 of' });
    await expect(paper).toBeVisible();
    await expect
      .poll(() => wordsInBox(paper))
      .toMatch(/Throwing a sample away hurts, above all after a day of walking/);
    expect(await wordsInBox(paper)).not.toContain('5.');

    await tabs.getByRole('link', { name: 'Settings' }).click();
    await page.getByRole('button', { name: 'Delete collection' }).click();
    const dialog = page.getByRole('alertdialog', { name: 'Delete the collection field_reports' });
    await expect(dialog.getByRole('button', { name: 'Delete 1 record' })).toBeDisabled();
    await dialog.getByRole('textbox').fill('field_reports');
    await dialog.getByRole('button', { name: 'Delete 1 record' }).click();
    await expect(page.getByRole('region', { name: 'demo' })).toBeVisible();
    await expect(page.getByText('field_reports')).toBeHidden();
  });
});

/** In the page, of which tests have no types. */
function hasFocus(element: unknown): boolean {
  return (
    (globalThis as unknown as { document: { activeElement: unknown } }).document.activeElement === element
  );
}

/** Goes on by Tab until `wanted` has the focus. */
async function tabTo(page: Page, wanted: Locator): Promise<void> {
  await expect(wanted).toBeVisible();
  for (let n = 0; n < 80; n++) {
    if (await wanted.evaluate(hasFocus)) return;
    await page.keyboard.press('Tab');
  }
  throw new Error(`Tab never reached ${wanted.toString()}`);
}

describe('a história do README, só com o teclado', () => {
  it('do nada até um trecho na página dele, e de volta ao nada', async () => {
    const { page } = await bench.open('/collections', { language: 'pt' });
    const { keyboard } = page;
    await expect(page.getByRole('heading', { name: 'Coleções', level: 1 })).toBeVisible();
    await keyboard.press('Control+K');
    await expect(page.getByRole('combobox')).toBeFocused();
    await keyboard.type('>nova colecao');
    await expect(page.getByRole('option', { name: 'Nova coleção', selected: true })).toBeVisible();
    await expect(page.getByRole('option')).toHaveCount(1);
    await keyboard.press('Enter');

    const editor = page.getByRole('textbox', { name: 'Esquema em código' });
    await tabTo(page, editor);
    await keyboard.press('Control+A');
    await keyboard.insertText(schemaOf('relatorios'));
    await expectUnderLine(editor, '“strng”', 'strng', 'required');
    await keyboard.press('Control+.');
    await expect(page.getByText('Resolva 1 problema para criar')).toBeHidden();
    await keyboard.press('Control+Enter');

    await expect(page.getByText('Ainda não há registros')).toBeVisible();
    await keyboard.press('n');
    await tabTo(page, page.getByRole('textbox', { name: 'title' }));
    await keyboard.type('Relatório anual');
    await tabTo(page, page.getByRole('button', { name: 'escolha um arquivo' }));
    const chooser = page.waitForEvent('filechooser');
    await keyboard.press('Enter');
    await (await chooser).setFiles(sample('relatorio-anual-2025.pdf'));
    await tabTo(page, page.getByRole('button', { name: 'Salvar registro' }));
    await keyboard.press('Enter');
    await expect(page.getByRole('gridcell', { name: 'Relatório anual', exact: true })).toBeVisible();

    const tabs = page.getByRole('navigation', { name: 'Partes desta coleção' });
    await tabTo(page, tabs.getByRole('link', { name: 'Busca' }));
    await keyboard.press('Enter');
    await expect(page.getByRole('textbox', { name: 'Buscar por' })).toBeFocused();
    await keyboard.type('erosao margem concava');
    await expect(page.getByRole('row', { name: /Relatório anual/ })).toBeVisible();
    await keyboard.press('ArrowDown');
    await keyboard.press('Enter');
    const paper = page.getByRole('figure', { name: 'Página 4 de' });
    await expect(paper).toBeVisible();
    await expect.poll(() => wordsInBox(paper)).toMatch(/a margem côncava já recuava/);
    await keyboard.press('Escape');
    await expect(paper).toBeHidden();

    await tabTo(page, tabs.getByRole('link', { name: 'Ajustes' }));
    await keyboard.press('Enter');
    await tabTo(page, page.getByRole('button', { name: 'Apagar coleção' }));
    await keyboard.press('Enter');
    const dialog = page.getByRole('alertdialog', { name: 'Apagar a coleção relatorios' });
    await expect(dialog.getByRole('textbox')).toBeFocused();
    await keyboard.type('relatorios');
    await keyboard.press('Enter');
    await expect(page.getByRole('heading', { name: 'Coleções', level: 1 })).toBeVisible();
    await expect(page.getByText('relatorios', { exact: true })).toBeHidden();
  });
});
