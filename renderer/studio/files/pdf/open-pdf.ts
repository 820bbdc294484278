import type { PDFDocumentProxy, PDFWorker } from 'pdfjs-dist';
import { problemOfFile, UnreadableFile } from '../read-file.ts';
import { fileUrl } from '../file-kind.ts';
import type { PreviewFile } from '../file-kind.ts';

/** pdf.js itself, which is fetched when the first PDF is shown. The legacy build is the one that Chromium 130 runs. */
export async function loadPdfjs() {
  const pdfjs = await import('pdfjs-dist/legacy/build/pdf.mjs');
  pdfjs.GlobalWorkerOptions.workerSrc = `${assetsOf(pdfjs.version)}/build/pdf.worker.min.mjs`;
  return pdfjs;
}

/** What pdf.js fetches for itself; `build/pdf-assets.ts` puts it there. */
function assetsOf(version: string): string {
  return `${import.meta.env.BASE_URL}assets/pdfjs-${version}`;
}

type OpenFile = Pick<PreviewFile, 'id' | 'size'>;

/** Bytes of a range request: a page of text is one or two of them. */
const rangeChunkSize = 128 * 1024;

let worker: PDFWorker | undefined;

/**
 * Opens a PDF by its ranges: what its pages need is fetched when they are shown, however large the file. Rejects with an
 * `ApiProblem` where FroDB refused, with an `UnreadableFile` where the file is at fault. `pdf.loadingTask.destroy()` ends it.
 */
async function openPdf(file: OpenFile): Promise<PDFDocumentProxy> {
  const pdfjs = await loadPdfjs();
  worker ??= new pdfjs.PDFWorker();
  const assets = assetsOf(pdfjs.version);
  const task = pdfjs.getDocument({
    url: fileUrl(file),
    length: file.size,
    rangeChunkSize,
    disableAutoFetch: true,
    disableStream: true,
    worker,
    isEvalSupported: false,
    cMapUrl: `${assets}/cmaps/`,
    standardFontDataUrl: `${assets}/standard_fonts/`,
    wasmUrl: `${assets}/wasm/`,
    iccUrl: `${assets}/iccs/`,
    verbosity: pdfjs.VerbosityLevel.ERRORS,
  });
  try {
    return await task.promise;
  } catch (error) {
    void task.destroy();
    throw await explain(file, error);
  }
}

/** pdf.js says no more than that it could not read; FroDB is asked why. */
export async function explain(file: OpenFile, error: unknown): Promise<unknown> {
  const name = error instanceof Error ? error.name : '';
  if (name === 'PasswordException') return new UnreadableFile('locked', error);
  return (await problemOfFile(file)) ?? new UnreadableFile('broken', error);
}

interface Opened {
  opening: Promise<PDFDocumentProxy>;
  users: number;
  closing?: ReturnType<typeof setTimeout>;
}

const opened = new Map<string, Opened>();
const keepMs = 30_000;

/** A PDF for as long as somebody shows it and a little longer: the next hit may be in the same file. */
export function borrowPdf(file: OpenFile): { opening: Promise<PDFDocumentProxy>; giveBack: () => void } {
  const one = opened.get(file.id) ?? { opening: openPdf(file), users: 0 };
  opened.set(file.id, one);
  one.users += 1;
  clearTimeout(one.closing);
  const close = async (): Promise<void> => {
    if (opened.get(file.id) === one) opened.delete(file.id);
    await (await one.opening).loadingTask.destroy();
  };
  // One that could not be opened is opened anew by whoever wants it next.
  one.opening.catch(() => {
    if (opened.get(file.id) === one) opened.delete(file.id);
  });
  return {
    opening: one.opening,
    giveBack: () => {
      one.users -= 1;
      // One that never opened has nothing to close.
      if (one.users === 0) one.closing = setTimeout(() => void close().catch(() => {}), keepMs);
    },
  };
}

/** Whoever wants it next has it opened anew: what pdf.js could not fetch once it does not try again. */
export function forgetPdf(id: string): void {
  opened.delete(id);
}
