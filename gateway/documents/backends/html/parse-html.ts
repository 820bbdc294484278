import { Parser, html } from 'parse5';
import type { DefaultTreeAdapterMap, DefaultTreeAdapterTypes, Token } from 'parse5';
import type { DocumentBuilder } from '../../builder.ts';

/** Elements inside each other. Pages that people read have a few dozen, browsers themselves stop at 512. */
const mostLevels = 128;
/** Parts of tables inside each other, of which a table in a table has four. */
const mostTableLevels = 64;
/** Of `<font>`, `<b>` and the like that were never closed: each paragraph opens all of them again. */
const mostOpenFormats = 16;

/** Their text is read by rules of its own, or there is one of each. */
const unbroken = tagIds(
  'html head body title script style textarea xmp iframe noembed noframes noscript plaintext',
);
/** What is in them is in their items: the last levels are for those. */
const lists = tagIds('ul ol dl menu dir');
const tableParts = tagIds('table caption colgroup tbody thead tfoot tr td th');

function tagIds(names: string): Set<number> {
  return new Set(names.split(' ').map(html.getTagID));
}

export interface ParsedHtml {
  page: DefaultTreeAdapterTypes.Document;
  /** Elements that were nested too deeply. */
  tooDeep: number;
}

/**
 * HTML as browsers read it, in time and depth that no page can drive up: what takes parsers a time that grows with the
 * square of the page is bounded, and loses structure but no text.
 */
export function parseHtml(text: string, builder: DocumentBuilder): ParsedHtml {
  const parser = new BoundedParser();
  parser.tokenizer.write(text, true);
  const { document: page, tooDeep } = parser;
  if (tooDeep > 0) builder.warnings.add(tooDeepWarning);
  return { page, tooDeep };
}

const tooDeepWarning = 'The file is nested so deeply that some of it was read as if it were one level up.';

class BoundedParser extends Parser<DefaultTreeAdapterMap> {
  tooDeep = 0;
  #tableLevels = 0;

  override onStartTag(token: Token.TagToken): void {
    if (!this.#isTooDeep(token.tagID)) super.onStartTag(token);
    else {
      this.tooDeep++;
      // An empty element, so that what stands before it and what is in it are not glued together.
      this._appendElement(token, html.NS.HTML);
      token.ackSelfClosing = true;
    }
  }

  override onItemPush(node: DefaultTreeAdapterTypes.ParentNode, tagId: number, isTop: boolean): void {
    if (tableParts.has(tagId)) this.#tableLevels++;
    super.onItemPush(node, tagId, isTop);
  }

  override onItemPop(node: DefaultTreeAdapterTypes.ParentNode, isTop: boolean): void {
    if ('tagName' in node && tableParts.has(html.getTagID(node.tagName))) this.#tableLevels--;
    super.onItemPop(node, isTop);
  }

  override _reconstructActiveFormattingElements(): void {
    let count = 0;
    let entry = this.activeFormattingElements.newest;
    while (entry !== null && 'element' in entry) {
      const { older } = entry;
      if (++count > mostOpenFormats) this.activeFormattingElements.removeEntry(entry);
      entry = older;
    }
    super._reconstructActiveFormattingElements();
  }

  #isTooDeep(tagId: number): boolean {
    if (unbroken.has(tagId)) return false;
    if (tableParts.has(tagId)) return this.#tableLevels >= mostTableLevels;
    const most = lists.has(tagId) ? mostLevels - 2 : mostLevels;
    return this.openElements.stackTop - this.#tableLevels >= most;
  }
}
