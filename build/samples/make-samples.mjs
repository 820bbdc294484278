// Makes the generated files of the sample workspace in resources/samples: the PDFs and the measurements. They are
// committed; run this after changing a source. The same sources give the same bytes.
//   node build/samples/make-samples.mjs
import { readdir, readFile, writeFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { parse } from 'yaml';
import { columns, measurements } from './measurements.mjs';
import { renderPdf } from './render-pdf.mjs';

const sources = new URL('./sources/', import.meta.url);
const target = new URL('../../resources/samples/', import.meta.url);

async function makePdf(name) {
  const text = await readFile(new URL(name, sources), 'utf8');
  const [, front, body] = /^---\n(.*?)\n---\n(.*)$/s.exec(text);
  const file = new URL(`documents/${name.replace(/\.md$/, '.pdf')}`, target);
  await writeFile(file, await renderPdf(body, parse(front)));
  return fileURLToPath(file);
}

function toCsv(rows) {
  const quote = (cell) => (/[",\n]/.test(cell) ? `"${cell.replaceAll('"', '""')}"` : cell);
  return rows.map((row) => `${row.map(quote).join(',')}\n`).join('');
}

for (const name of (await readdir(sources)).sort()) console.log(await makePdf(name));
const csv = new URL('measurements.csv', target);
await writeFile(csv, toCsv([columns, ...measurements()]));
console.log(fileURLToPath(csv));
