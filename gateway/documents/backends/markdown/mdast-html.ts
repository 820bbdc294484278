import type { fromMarkdown } from 'mdast-util-from-markdown';

type Root = ReturnType<typeof fromMarkdown>;
type RootContent = Root['children'][number];
type Nodes = Root | RootContent;
type Parents = Extract<Nodes, { children: unknown[] }>;
type Table = Extract<RootContent, { type: 'table' }>;

/** Destinations of `[text][label]`, by identifier. */
type Definitions = Map<string, string>;

/**
 * Markdown as the HTML of the same meaning, with embedded HTML as it stands, so that one reader does for both.
 * Cells of tables lose their emphasis, as in Docling.
 */
export function mdastToHtml(root: Root): string {
  const definitions: Definitions = new Map();
  for (const node of root.children)
    if (node.type === 'definition') definitions.set(node.identifier, node.url);
  return children(root, definitions);
}

function children(node: Parents, definitions: Definitions): string {
  return node.children.map((child) => toHtml(child, definitions)).join('');
}

function toHtml(node: RootContent, definitions: Definitions): string {
  switch (node.type) {
    case 'text':
      return escapeHtml(node.value);
    case 'html':
      return node.value;
    case 'heading':
      return `<h${node.depth}>${children(node, definitions)}</h${node.depth}>\n`;
    case 'paragraph':
      return `<p>${children(node, definitions)}</p>\n`;
    case 'emphasis':
      return `<em>${children(node, definitions)}</em>`;
    case 'strong':
      return `<strong>${children(node, definitions)}</strong>`;
    case 'delete':
      return `<del>${children(node, definitions)}</del>`;
    case 'inlineCode':
      return `<code>${escapeHtml(node.value)}</code>`;
    case 'code':
      return `<pre>\n${escapeHtml(node.value)}</pre>\n`;
    case 'break':
      return '<br>';
    case 'thematicBreak':
      return '<hr>\n';
    case 'blockquote':
      return `<blockquote>${children(node, definitions)}</blockquote>\n`;
    case 'link':
      return `<a href="${escapeHtml(node.url)}">${children(node, definitions)}</a>`;
    case 'linkReference':
      return `<a href="${escapeHtml(definitions.get(node.identifier) ?? '')}">${children(node, definitions)}</a>`;
    case 'image':
    case 'imageReference':
      return `<img alt="${escapeHtml(node.alt ?? '')}">`;
    case 'list': {
      const tag = node.ordered ? 'ol' : 'ul';
      const start = node.ordered && node.start !== null && node.start !== undefined && node.start !== 1;
      return `<${tag}${start ? ` start="${node.start}"` : ''}>${children(node, definitions)}</${tag}>\n`;
    }
    case 'listItem': {
      const box =
        typeof node.checked === 'boolean' ? `<input type="checkbox"${node.checked ? ' checked' : ''}>` : '';
      return `<li>${box}${children(node, definitions)}</li>`;
    }
    case 'table':
      return tableHtml(node);
    case 'footnoteDefinition':
      return `<div>${children(node, definitions)}</div>\n`;
    case 'footnoteReference':
    case 'definition':
    case 'yaml':
      return '';
    case 'tableRow':
    case 'tableCell':
      return children(node, definitions);
  }
}

function tableHtml(table: Table): string {
  const rows = table.children.map((row, i) => {
    const tag = i === 0 ? 'th' : 'td';
    return `<tr>${row.children.map((cell) => `<${tag}>${escapeHtml(plainText(cell))}</${tag}>`).join('')}</tr>`;
  });
  return `<table>${rows.join('')}</table>\n`;
}

function plainText(node: Nodes): string {
  if ('children' in node) return node.children.map(plainText).join('');
  if ('alt' in node) return node.alt ?? '';
  if (node.type === 'html') return /^<br\s*\/?>$/i.test(node.value) ? ' ' : '';
  return 'value' in node ? node.value : '';
}

function escapeHtml(text: string): string {
  return text
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;');
}
