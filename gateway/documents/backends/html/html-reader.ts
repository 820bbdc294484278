import type { DocumentBuilder, TextOptions } from '../../builder.ts';
import type { ContentLayer, GroupItem, NodeItem, TextItem } from '../../model.ts';
import { addHtmlTable } from './html-table.ts';
import {
  attribute,
  findAll,
  findElement,
  isElement,
  isInline,
  isSilent,
  lineText,
  rawText,
} from './html-tree.ts';
import type { HtmlElement, HtmlNode } from './html-tree.ts';
import { collectRuns, formattingOf, tidyRuns } from './inline.ts';
import type { InlineParts, Run } from './inline.ts';

const headingTag = /^h([1-6])$/;

/** Turns a tree of HTML elements into items. */
export class HtmlReader {
  readonly #builder: DocumentBuilder;
  /** Whether what follows a heading becomes its child (HTML) or its sibling (Markdown). */
  readonly #nested: boolean;
  /** Innermost node per heading tag, h1 to h6. */
  readonly #sections: (NodeItem | undefined)[] = [];
  #layer: ContentLayer;

  constructor(builder: DocumentBuilder, options: { nested: boolean; layer: ContentLayer }) {
    this.#builder = builder;
    this.#nested = options.nested;
    this.#layer = options.layer;
  }

  /** Reads children of an element below `parent`; undefined means: below the current heading. */
  readChildren(element: { childNodes: HtmlNode[] }, parent: NodeItem | undefined): void {
    const pending: InlineParts = { runs: [], inputs: [] };
    const flush = (): void => this.#paragraph(pending, this.#place(parent));
    for (const node of element.childNodes) {
      if (!isElement(node) || isInline(node)) {
        collectRuns(node, pending);
      } else if (!isSilent(node)) {
        flush();
        this.#block(node, parent);
      }
    }
    flush();
  }

  #place(parent: NodeItem | undefined): NodeItem {
    return parent ?? this.#sections.findLast((section) => section !== undefined) ?? this.#builder.body;
  }

  #block(element: HtmlElement, parent: NodeItem | undefined): void {
    const level = headingTag.exec(element.tagName)?.[1];
    if (level !== undefined) {
      this.#heading(element, Number(level), parent);
      return;
    }
    switch (element.tagName) {
      case 'ul':
      case 'ol':
      case 'menu':
      case 'dir':
        this.#list(element, this.#place(parent));
        return;
      case 'dl':
        this.#descriptions(element, this.#place(parent));
        return;
      case 'table':
        addHtmlTable(element, this.#place(parent), this.#builder, this.#layer, (cell, group) =>
          this.readChildren(cell, group),
        );
        return;
      case 'pre':
      case 'listing':
      case 'xmp':
        this.#code(rawText(element), this.#place(parent));
        return;
      case 'img':
        this.#picture(attribute(element, 'alt') ?? '', this.#place(parent));
        return;
      case 'figure':
        this.#figure(element, parent);
        return;
      default:
        this.readChildren(element, parent);
    }
  }

  #heading(element: HtmlElement, level: number, parent: NodeItem | undefined): void {
    const parts: InlineParts = { runs: [], inputs: [] };
    for (const child of element.childNodes) collectRuns(child, parts);
    const runs = tidyRuns(parts.runs);
    const inside = parent !== undefined;
    if (runs.length > 0) {
      this.#layer = inside ? this.#layer : 'body';
      const below = inside ? parent : this.#openSection(level);
      const [text, options] = this.#lookOf(runs);
      const item =
        level === 1
          ? this.#builder.addText(below, 'title', text, options)
          : this.#builder.addHeading(below, level - 1, text, options);
      this.#addInline(runs, item);
      if (!inside && this.#nested) this.#sections[level] = item;
    }
    for (const image of imagesIn(element)) this.#picture(attribute(image, 'alt') ?? '', this.#place(parent));
  }

  /** Where a heading of this level goes; skipped levels become groups, as in Docling. */
  #openSection(level: number): NodeItem {
    if (!this.#nested) return this.#builder.body;
    this.#sections.length = level;
    let below: NodeItem = this.#builder.body;
    for (let i = 1; i < level; i++) {
      below = this.#sections[i] ??= this.#builder.addGroup(below, 'section', `header-${i}`);
    }
    return below;
  }

  #list(element: HtmlElement, parent: NodeItem): void {
    const ordered = element.tagName === 'ol';
    const start = ordered ? attribute(element, 'start') : undefined;
    const first = start !== undefined && /^-?\d+$/.test(start.trim()) ? Number(start) : undefined;
    const name = !ordered ? 'list' : first === undefined ? 'ordered list' : `ordered list start ${first}`;
    const group = this.#builder.addGroup(parent, 'list', name, this.#layer);
    let index = 0;
    for (const node of element.childNodes) {
      if (!isElement(node) || isSilent(node)) continue;
      if (node.tagName === 'li') {
        const marker = first === undefined ? '' : `${first + index}.`;
        this.#listItem(node, group, { enumerated: ordered, marker });
        index += 1;
      } else {
        // Lists inside lists without an item around them, as browsers accept.
        this.#listItem({ childNodes: [node] }, group, { enumerated: ordered, marker: '' });
      }
    }
    this.#dropEmptyList(group, parent);
  }

  #dropEmptyList(group: GroupItem, parent: NodeItem): void {
    const { groups } = this.#builder.document;
    if (group.children.length > 0 || groups.at(-1) !== group) return;
    groups.pop();
    parent.children.pop();
  }

  /** The text before the first block is the item's own; what follows is below it. */
  #listItem(
    element: { childNodes: HtmlNode[] },
    group: GroupItem,
    look: { enumerated: boolean; marker: string },
    bold = false,
  ): TextItem | undefined {
    const { runs, rest, inputs } = this.#leadingText(element.childNodes);
    const box = inputs.find((input) => attribute(input, 'type') === 'checkbox');
    if (runs.length === 0 && rest.every((node) => rawText(node).trim() === '' && !hasImage(node)))
      return undefined;
    if (bold) for (const run of runs) run.style = { ...run.style, bold: true };
    const [text, options] = this.#lookOf(runs);
    const item = this.#builder.addListItem(group, box ? '' : text, look, options);
    if (box) this.#checkbox(box, item, runs.map((run) => run.text).join(' '));
    else this.#addInline(runs, item);
    this.readChildren({ childNodes: rest }, item);
    return item;
  }

  #leadingText(nodes: HtmlNode[]): { runs: Run[]; rest: HtmlNode[]; inputs: HtmlElement[] } {
    const parts: InlineParts = { runs: [], inputs: [] };
    let i = 0;
    for (; i < nodes.length; i++) {
      const node = nodes[i]!;
      if (!isElement(node) || isInline(node)) {
        collectRuns(node, parts);
      } else if ((node.tagName === 'p' || node.tagName === 'div') && tidyRuns(parts.runs).length === 0) {
        const inner = this.#leadingText(node.childNodes);
        return {
          ...inner,
          inputs: [...parts.inputs, ...inner.inputs],
          rest: [...inner.rest, ...nodes.slice(i + 1)],
        };
      } else if (!isSilent(node)) {
        break;
      }
    }
    return { runs: tidyRuns(parts.runs), rest: nodes.slice(i), inputs: parts.inputs };
  }

  /** Terms are bold items; their descriptions a list below them. */
  #descriptions(element: HtmlElement, parent: NodeItem): void {
    const group = this.#builder.addGroup(parent, 'list', 'description list', this.#layer);
    let term: TextItem | undefined;
    let details: GroupItem | undefined;
    const children = element.childNodes.flatMap((node) =>
      isElement(node) && node.tagName === 'div' ? node.childNodes : [node],
    );
    const look = { enumerated: false, marker: '' };
    for (const node of children) {
      if (!isElement(node)) continue;
      if (node.tagName === 'dt') {
        term = this.#listItem(node, group, look, true);
        details = undefined;
      } else if (node.tagName === 'dd') {
        details ??= this.#builder.addGroup(term ?? group, 'list', 'descriptions', this.#layer);
        this.#listItem(node, details, look);
      }
    }
    this.#dropEmptyList(group, parent);
  }

  #figure(element: HtmlElement, parent: NodeItem | undefined): void {
    const caption = findElement(element, 'figcaption');
    const images = imagesIn(element);
    const [first] = images;
    if (!first) {
      this.readChildren(element, parent);
      return;
    }
    const text = caption ? lineText(caption) : '';
    this.#picture(text || (attribute(first, 'alt') ?? ''), this.#place(parent));
    const rest = element.childNodes.filter(
      (node) => node !== caption && !(isElement(node) && (node === first || hasImage(node))),
    );
    this.readChildren({ childNodes: rest }, parent);
    for (const image of images.slice(1)) this.#picture(attribute(image, 'alt') ?? '', this.#place(parent));
  }

  #picture(caption: string, parent: NodeItem): void {
    const picture = this.#builder.addPicture(parent, this.#layer);
    const text = caption.replace(/\s+/g, ' ').trim();
    if (text !== '') this.#builder.addCaption(picture, text, { layer: this.#layer });
  }

  #code(source: string, parent: NodeItem): void {
    const text = source.replace(/^\r?\n/, '').trimEnd();
    if (text.trim() !== '') this.#builder.addCode(parent, text, { layer: this.#layer });
  }

  #paragraph(parts: InlineParts, parent: NodeItem): void {
    const runs = tidyRuns(parts.runs);
    const [box] = parts.inputs.filter((input) => attribute(input, 'type') === 'checkbox');
    parts.runs = [];
    parts.inputs = [];
    if (box) {
      this.#checkbox(box, parent, runs.map((run) => run.text).join(' '));
      return;
    }
    const [first] = runs;
    if (!first) return;
    if (runs.length === 1) this.#addRun(first, parent);
    else this.#inlineGroup(runs, parent);
  }

  #checkbox(box: HtmlElement, parent: NodeItem, text: string): void {
    const label = attribute(box, 'checked') === undefined ? 'checkbox_unselected' : 'checkbox_selected';
    this.#builder.addText(parent, label, text, { layer: this.#layer });
  }

  /** Text and look of an item whose runs are one, else the empty text of an item with an inline group below it. */
  #lookOf(runs: Run[]): [string, TextOptions] {
    const [only, second] = runs;
    if (!only || second || only.code) return ['', { layer: this.#layer }];
    return [only.text, this.#runOptions(only)];
  }

  #addInline(runs: Run[], item: TextItem): void {
    if (runs.length > 1 || runs[0]?.code) this.#inlineGroup(runs, item);
  }

  #inlineGroup(runs: Run[], parent: NodeItem): void {
    const group = this.#builder.addGroup(parent, 'inline', 'group', this.#layer);
    for (const run of runs) this.#addRun(run, group);
  }

  #addRun(run: Run, parent: NodeItem): TextItem {
    const options = this.#runOptions(run);
    return run.code
      ? this.#builder.addCode(parent, run.text, options)
      : this.#builder.addText(parent, 'text', run.text, options);
  }

  #runOptions(run: Run): TextOptions {
    const formatting = formattingOf(run.style);
    return {
      layer: this.#layer,
      ...(formatting ? { formatting } : {}),
      ...(run.hyperlink === undefined ? {} : { hyperlink: run.hyperlink }),
      ...(run.isGlued ? { reading: { isGlued: true } } : {}),
    };
  }
}

function imagesIn(element: HtmlElement): HtmlElement[] {
  return [...findAll(element, ({ tagName }) => tagName === 'img')];
}

function hasImage(node: HtmlNode): boolean {
  return isElement(node) && (node.tagName === 'img' || imagesIn(node).length > 0);
}
