import { defaultTreeAdapter } from 'parse5';
import type { DefaultTreeAdapterTypes } from 'parse5';

export type HtmlElement = DefaultTreeAdapterTypes.Element;
export type HtmlNode = DefaultTreeAdapterTypes.ChildNode;
export type HtmlParent = DefaultTreeAdapterTypes.ParentNode;

/** Elements that hold no text of the page. */
const silent = new Set(
  'script style template noscript head svg math iframe object audio video canvas datalist'.split(' '),
);

const inline = new Set(
  (
    'a abbr acronym b bdi bdo big br cite code data del dfn em font i input ins kbd label mark nobr output q rp rt ' +
    'ruby s samp small span strike strong sub sup time tt u var wbr button select option textarea'
  ).split(' '),
);

export function isElement(node: HtmlNode): node is HtmlElement {
  return defaultTreeAdapter.isElementNode(node);
}

export function isTextNode(node: HtmlNode): node is DefaultTreeAdapterTypes.TextNode {
  return defaultTreeAdapter.isTextNode(node);
}

export function isSilent(element: HtmlElement): boolean {
  return silent.has(element.tagName);
}

/** Whether an element stands in a line of text; one that holds a block does not. */
export function isInline(element: HtmlElement): boolean {
  return inline.has(element.tagName) && !containsBlock(element);
}

function containsBlock(element: HtmlElement): boolean {
  return element.childNodes.some(
    (child) => isElement(child) && !isSilent(child) && (!inline.has(child.tagName) || containsBlock(child)),
  );
}

export function attribute(element: HtmlElement, name: string): string | undefined {
  return element.attrs.find((attr) => attr.name === name)?.value;
}

/** The first element of that name, in document order. */
export function findElement(parent: HtmlParent, tagName: string): HtmlElement | undefined {
  return findAll(parent, (element) => element.tagName === tagName).next().value ?? undefined;
}

/** All elements that match, in document order; without recursion, since pages may be nested without bound. */
export function* findAll(
  parent: HtmlParent,
  matches: (element: HtmlElement) => boolean,
): Generator<HtmlElement, undefined> {
  const stack: HtmlNode[] = parent.childNodes.toReversed();
  for (let node = stack.pop(); node; node = stack.pop()) {
    if (!isElement(node)) continue;
    if (matches(node)) yield node;
    for (let i = node.childNodes.length - 1; i >= 0; i--) stack.push(node.childNodes[i]!);
  }
  return undefined;
}

/** The text below a node as it stands in the source; `br` is a line end. */
export function rawText(node: HtmlNode): string {
  if (isTextNode(node)) return node.value;
  if (!isElement(node)) return '';
  if (node.tagName === 'br') return '\n';
  return isSilent(node) ? '' : node.childNodes.map(rawText).join('');
}

/** The text below a node in one line. */
export function lineText(node: HtmlNode): string {
  return rawText(node).replace(/\s+/g, ' ').trim();
}
