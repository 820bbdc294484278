import { csv } from './csv/index.ts';
import type { BinaryFormat, TextFormat } from './format.ts';
import { html } from './html/index.ts';
import { image } from './image/index.ts';
import { markdown } from './markdown/index.ts';
import { office } from './office/index.ts';
import { pdf } from './pdf/index.ts';
import { text } from './text/index.ts';
import { unknown } from './unknown/index.ts';

/** In the order in which they are asked whether a file is theirs; `unknown` takes what is left. */
export const binaryFormats: readonly BinaryFormat[] = [pdf, image, office, unknown];

/** In the order in which they are asked; `text` takes what is left. */
export const textFormats: readonly TextFormat[] = [markdown, html, csv, text];
