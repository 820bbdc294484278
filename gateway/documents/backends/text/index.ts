import { chunkText } from '../../chunk/chunk.ts';
import { blankLine } from '../../chunk/cut.ts';
import { readText } from '../../read-text.ts';
import type { TextFormat } from '../format.ts';

/** Plain text: paragraphs are what blank lines divide; their own line ends are kept. */
export const text: TextFormat = {
  name: 'text',
  kind: 'text',
  // Neither a name nor a declaration: HTML goes by these, too.
  endings: new Map(),
  declaredAs: [],
  recognise: () => 'text/plain',
  async read(input, builder) {
    const { text: whole, warnings } = await readText(input);
    for (const paragraph of whole.split(blankLine)) {
      const trimmed = paragraph.replace(/\r\n?/g, '\n').trim();
      if (trimmed !== '') builder.addText(builder.body, 'text', trimmed, { orig: paragraph });
    }
    return { pages: 0, warnings };
  },
  async cut(input, options) {
    const { text: whole, warnings } = await readText(input);
    return { pages: 0, warnings, chunks: chunkText(whole, options) };
  },
};
