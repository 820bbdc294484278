import type { Formatting } from '../../model.ts';
import { attribute, isElement, isSilent, isTextNode, rawText } from './html-tree.ts';
import type { HtmlElement, HtmlNode } from './html-tree.ts';

/** A run of text with one look. */
export interface Run {
  text: string;
  code: boolean;
  style: Style;
  hyperlink: string | undefined;
  /** No blank stands between it and the run before. Known of tidy runs only. */
  isGlued?: boolean;
}

export type Style = Partial<Pick<Formatting, 'bold' | 'italic' | 'underline' | 'strikethrough' | 'script'>>;

const styles: Record<string, Style> = {
  b: { bold: true },
  strong: { bold: true },
  i: { italic: true },
  em: { italic: true },
  var: { italic: true },
  cite: { italic: true },
  u: { underline: true },
  ins: { underline: true },
  s: { strikethrough: true },
  strike: { strikethrough: true },
  del: { strikethrough: true },
  sub: { script: 'sub' },
  sup: { script: 'super' },
};

const codeTags = new Set(['code', 'kbd', 'samp', 'tt']);

/** What of an inline subtree is not text: handed out so that it becomes an item of its own. */
export interface InlineParts {
  runs: Run[];
  /** Check boxes and the like, in order. */
  inputs: HtmlElement[];
}

/** Adds the runs of a node to `parts`, in the look its surroundings give. */
export function collectRuns(node: HtmlNode, parts: InlineParts, around: Omit<Run, 'text'> = plain): void {
  if (isTextNode(node)) {
    // A line end of the source is a blank; the ones that stay are `br`.
    parts.runs.push({ ...around, text: node.value.replace(/\s+/g, ' ') });
    return;
  }
  if (!isElement(node) || isSilent(node)) return;
  const { tagName } = node;
  if (tagName === 'br') {
    parts.runs.push({ ...around, text: '\n' });
  } else if (tagName === 'input') {
    parts.inputs.push(node);
  } else if (codeTags.has(tagName)) {
    parts.runs.push({ ...around, code: true, text: rawText(node).replace(/\s+/g, ' ') });
  } else {
    const href = tagName === 'a' ? attribute(node, 'href') : undefined;
    const style = styles[tagName];
    const look = {
      ...around,
      hyperlink: href ?? around.hyperlink,
      style: style ? { ...around.style, ...style } : around.style,
    };
    for (const child of node.childNodes) collectRuns(child, parts, look);
  }
}

export const plain: Omit<Run, 'text'> = { code: false, style: {}, hyperlink: undefined };

/** Neighbours of one look made one, white space as a browser shows it, blank runs gone. */
export function tidyRuns(runs: Run[]): Run[] {
  const merged: Run[] = [];
  for (const run of runs) {
    const last = merged.at(-1);
    if (last && sameLook(last, run)) last.text += run.text;
    else if (last && !/\S/.test(run.text)) last.text += run.text;
    else merged.push({ ...run });
  }
  return merged
    .map((run, i) => ({ ...run, text: tidyText(run.text), isGlued: isGlued(merged[i - 1], run) }))
    .filter((run) => run.text !== '');
}

function isGlued(before: Run | undefined, run: Run): boolean {
  return before !== undefined && !/\s$/.test(before.text) && !/^\s/.test(run.text);
}

/** A line end stands only where a `br` was: those of the source were made blanks before. */
function tidyText(text: string): string {
  return text
    .replace(/[ \t\f\r]+/g, ' ')
    .replace(/ ?\n ?/g, '\n')
    .replace(/\n{2,}/g, '\n')
    .trim();
}

function sameLook(a: Run, b: Run): boolean {
  return (
    a.code === b.code &&
    a.hyperlink === b.hyperlink &&
    a.style.bold === b.style.bold &&
    a.style.italic === b.style.italic &&
    a.style.underline === b.style.underline &&
    a.style.strikethrough === b.style.strikethrough &&
    a.style.script === b.style.script
  );
}

/** All five properties, or undefined for plain text. */
export function formattingOf(style: Style): Formatting | undefined {
  if (Object.keys(style).length === 0) return undefined;
  return {
    bold: style.bold ?? false,
    italic: style.italic ?? false,
    underline: style.underline ?? false,
    strikethrough: style.strikethrough ?? false,
    script: style.script ?? 'baseline',
  };
}
