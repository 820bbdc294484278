import { init } from '@embedpdf/pdfium';
import type { WrappedPdfiumModule } from '@embedpdf/pdfium';
import { closeSync, openSync, readFileSync, readSync } from 'node:fs';
import { createRequire } from 'node:module';
import { DocumentError } from '../../document-error.ts';
import { webAssembly } from './web-assembly.ts';
import type { WasmInstance, WasmMemory } from './web-assembly.ts';

/** The calls used here, straight from the WebAssembly exports: pdfium's wrappers cost more than the calls. */
export interface PdfiumCalls {
  malloc(size: number): number;
  free(pointer: number): void;
  FPDF_LoadCustomDocument(access: number, password: number): number;
  FPDF_CloseDocument(document: number): void;
  FPDF_GetLastError(): number;
  FPDF_GetPageCount(document: number): number;
  FPDF_LoadPage(document: number, index: number): number;
  FPDF_ClosePage(page: number): void;
  FPDF_GetPageWidthF(page: number): number;
  FPDF_GetPageHeightF(page: number): number;
  FPDF_PageToDevice(
    page: number,
    startX: number,
    startY: number,
    sizeX: number,
    sizeY: number,
    rotate: number,
    pageX: number,
    pageY: number,
    deviceX: number,
    deviceY: number,
  ): number;
  FPDFPage_CountObjects(page: number): number;
  FPDFText_LoadPage(page: number): number;
  FPDFText_ClosePage(textPage: number): void;
  FPDFText_CountChars(textPage: number): number;
  FPDFText_GetUnicode(textPage: number, index: number): number;
  FPDFText_GetLooseCharBox(textPage: number, index: number, rect: number): number;
  FPDFText_GetCharOrigin(textPage: number, index: number, x: number, y: number): number;
  FPDFText_GetFontInfo(
    textPage: number,
    index: number,
    buffer: number,
    length: number,
    flags: number,
  ): number;
}

export interface Pdfium {
  calls: PdfiumCalls;
  /** The views change when the memory grows: ask again after every call that may allocate. */
  heap(): { u8: Uint8Array; i32: Int32Array; f32: Float32Array; f64: Float64Array };
  addReader(read: (pointer: number, position: number, size: number) => boolean): number;
  removeReader(reader: number): void;
}

/** PDFium's own memory may grow to this; the limit of a worker's JavaScript heap does not see it. */
const memoryLimitBytes = 512 * 2 ** 20;
/** WebAssembly memory never shrinks: an instance that grew beyond this is thrown away. */
const keepBytes = 192 * 2 ** 20;

let instance: Promise<Pdfium> | undefined;
let grownBytes = 0;
let limitReached = false;

/** The thread's PDFium, started at first use. */
export function loadPdfium(): Promise<Pdfium> {
  instance ??= startPdfium();
  return instance;
}

/** Forgets the instance if it grew large, or (`broken`) because a call trapped and left it in no known state. */
export function releasePdfium(broken: boolean): void {
  if (!broken && grownBytes <= keepBytes) return;
  instance = undefined;
  grownBytes = 0;
}

async function startPdfium(): Promise<Pdfium> {
  const wasm = await webAssembly.compile(readFileSync(wasmPath()));
  const module = await init({
    instantiateWasm(imports: object, receive: (started: WasmInstance, module: object) => void) {
      void webAssembly.instantiate(wasm, imports).then((started) => {
        limitMemory(started);
        receive(started, wasm);
      });
      return {};
    },
    print: () => undefined,
    printErr: () => undefined,
  } as unknown as Parameters<typeof init>[0]);
  module.PDFiumExt_Init();
  return wrap(module);
}

/** The package is not bundled: its WebAssembly stays a file of its own. */
function wasmPath(): string {
  return createRequire(import.meta.url).resolve('@embedpdf/pdfium/pdfium.wasm');
}

function limitMemory(started: WasmInstance): void {
  const memory = Object.values(started.exports).find((value) => value instanceof webAssembly.Memory) as
    WasmMemory | undefined;
  if (!memory) return;
  const grow = memory.grow.bind(memory);
  memory.grow = (pages) => {
    const bytes = memory.buffer.byteLength + pages * 65_536;
    if (bytes > memoryLimitBytes) {
      limitReached = true;
      throw new RangeError('The memory limit for one document is reached.');
    }
    grownBytes = bytes;
    return grow(pages);
  };
}

interface Runtime {
  wasmExports: unknown;
  HEAPU8: Uint8Array;
  HEAP32: Int32Array;
  HEAPF32: Float32Array;
  HEAPF64: Float64Array;
}

function wrap(module: WrappedPdfiumModule): Pdfium {
  const runtime = module.pdfium as unknown as Runtime;
  return {
    calls: runtime.wasmExports as PdfiumCalls,
    heap: () => ({ u8: runtime.HEAPU8, i32: runtime.HEAP32, f32: runtime.HEAPF32, f64: runtime.HEAPF64 }),
    addReader: (read) =>
      module.pdfium.addFunction(
        (_: number, position: number, pointer: number, size: number) =>
          read(pointer >>> 0, position >>> 0, size >>> 0) ? 1 : 0,
        'iiiii',
      ),
    removeReader: (reader) => module.pdfium.removeFunction(reader),
  };
}

/**
 * Opens a PDF from disk (it is read in pieces, never whole) and hands it to `use`.
 * @throws DocumentError `encrypted`, `broken`, `too_big`
 */
export async function withPdf<T>(
  path: string,
  size: number,
  use: (pdfium: Pdfium, document: number) => Promise<T> | T,
): Promise<T> {
  if (size > 0xffff_ffff) throw new DocumentError('too_big', 'PDFs over 4 GiB can not be read.');
  const pdfium = await loadPdfium();
  const file = openSync(path, 'r');
  let broken = false;
  limitReached = false;
  try {
    return await openAndUse(pdfium, file, size, use);
  } catch (error) {
    // A stack overflow inside PDFium is a RangeError.
    broken = error instanceof webAssembly.RuntimeError || error instanceof RangeError;
    if (!broken) throw error;
    throw limitReached
      ? new DocumentError('too_big', 'The PDF needs more memory than one document may take.', error)
      : new DocumentError('broken', 'The PDF could not be read: it is damaged or too complex.', error);
  } finally {
    closeSync(file);
    releasePdfium(broken);
  }
}

async function openAndUse<T>(
  pdfium: Pdfium,
  file: number,
  size: number,
  use: (pdfium: Pdfium, document: number) => Promise<T> | T,
): Promise<T> {
  const { calls } = pdfium;
  const reader = pdfium.addReader((pointer, position, length) =>
    readBlock(pdfium, file, pointer, position, length),
  );
  // FPDF_FILEACCESS: length, function, parameter.
  const access = calls.malloc(12);
  pdfium.heap().i32.set([size, reader, 0], access >> 2);
  const document = calls.FPDF_LoadCustomDocument(access, 0);
  try {
    if (document === 0) throw openError(calls.FPDF_GetLastError());
    return await use(pdfium, document);
  } finally {
    if (document !== 0) calls.FPDF_CloseDocument(document);
    calls.free(access);
    pdfium.removeReader(reader);
  }
}

function readBlock(pdfium: Pdfium, file: number, pointer: number, position: number, size: number): boolean {
  const { u8 } = pdfium.heap();
  let done = 0;
  while (done < size) {
    const count = readSync(file, u8, pointer + done, size - done, position + done);
    if (count === 0) return false;
    done += count;
  }
  return true;
}

function openError(code: number): DocumentError {
  switch (code) {
    case 4:
      return new DocumentError('encrypted', 'The PDF is encrypted: it opens with a password only.');
    case 5:
      return new DocumentError('encrypted', 'The PDF is encrypted in a way that can not be read.');
    default:
      return new DocumentError('broken', 'The PDF is broken: no document could be read from it.');
  }
}
