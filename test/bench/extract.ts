import { existsSync, readdirSync, statSync } from 'node:fs';
import { basename, join } from 'node:path';
import { appRoot } from '../../electron/paths.ts';
import { withPdf } from '../../gateway/documents/backends/pdf/pdfium.ts';
import type { Pdfium } from '../../gateway/documents/backends/pdf/pdfium.ts';
import { createDocumentClient, documentWorker } from '../../gateway/documents/index.ts';
import { workerEntry } from '../../gateway/infra/workers/entry.ts';
import { createWorkerPool } from '../../gateway/infra/workers/pool.ts';
import { row } from './report.ts';
import type { Row } from './report.ts';
import { alternate } from './slices.ts';

const chunking = { chunkSize: 1_200, chunkOverlap: 150 };

/** Pages per second of PDFs with a text layer into chunks in one worker, against PDFium alone reading their characters. */
export async function measureExtraction(): Promise<Row> {
  const pool = createWorkerPool({
    entry: workerEntry(documentWorker),
    maxThreads: 1,
    maxOldGenerationMb: 1_024,
    timeoutMs: 300_000,
  });
  const documents = createDocumentClient(pool);
  const extract = (path: string) => documents.extract({ path, name: basename(path) }, chunking);
  try {
    const files: string[] = [];
    let pages = 0;
    for (const path of findPdfs()) {
      const found = await extract(path).catch(() => null);
      if (found?.status !== 'done') continue;
      files.push(path);
      pages += found.pages;
    }
    const { ours, floor } = await alternate(
      async () => {
        for (const path of files) await extract(path);
      },
      async () => {
        for (const path of files) await withPdf(path, statSync(path).size, readCharacters);
      },
    );
    return row('extract.pdf.rate', 'pages/s', ours.rate * pages, floor.rate * pages, '≥ 0.6');
  } finally {
    await pool.close();
  }
}

/** Those of the sample workspace, and those of the shared data sets where they are there. */
function findPdfs(): string[] {
  const folders = ['resources/samples', '../shared/data'].map((folder) => join(appRoot(), folder));
  return folders
    .filter((folder) => existsSync(folder))
    .flatMap((folder) =>
      readdirSync(folder, { recursive: true, encoding: 'utf8' })
        .filter((name) => name.toLowerCase().endsWith('.pdf'))
        .map((name) => join(folder, name)),
    )
    .toSorted();
}

function readCharacters({ calls }: Pdfium, document: number): void {
  for (let index = 0; index < calls.FPDF_GetPageCount(document); index++) {
    const page = calls.FPDF_LoadPage(document, index);
    const text = calls.FPDFText_LoadPage(page);
    const count = calls.FPDFText_CountChars(text);
    for (let at = 0; at < count; at++) calls.FPDFText_GetUnicode(text, at);
    calls.FPDFText_ClosePage(text);
    calls.FPDF_ClosePage(page);
  }
}
