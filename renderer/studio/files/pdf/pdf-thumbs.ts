import { LRUCache } from 'lru-cache';
import pLimit from 'p-limit';
import type { PreviewFile } from '../file-kind.ts';
import { drawPage } from './draw-page.ts';
import { borrowPdf } from './open-pdf.ts';
import { pageSize } from './page-box.ts';

/** Pictures of first pages, as addresses of this page's memory. */
const thumbs = new LRUCache<string, string>({
  max: 300,
  dispose: (url) => URL.revokeObjectURL(url),
});
/** A list asks for all of its own at once. */
const turns = pLimit(2);

/** A picture of a PDF's first page, at least `across` pixels wide. */
export async function thumbOf(file: Pick<PreviewFile, 'id' | 'size'>, across: number): Promise<string> {
  const key = `${file.id} ${across}`;
  return thumbs.get(key) ?? turns(async () => thumbs.get(key) ?? make(file, across, key));
}

async function make(file: Pick<PreviewFile, 'id' | 'size'>, across: number, key: string): Promise<string> {
  const { opening, giveBack } = borrowPdf(file);
  try {
    const page = await (await opening).getPage(1);
    const canvas = await drawPage(page, across / pageSize(page).width, new AbortController().signal);
    const blob = await new Promise<Blob | null>((resolve) => canvas.toBlob(resolve));
    if (!blob) throw new Error('the browser made no picture');
    const url = URL.createObjectURL(blob);
    thumbs.set(key, url);
    return url;
  } finally {
    giveBack();
  }
}
