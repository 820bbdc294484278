// A small Markdown-to-PDF renderer for the sample documents: headings, paragraphs, lists, tables, and `---` as a page
// break. Nothing in its output depends on the clock, so the committed files can be made again byte for byte.
import { fromMarkdown } from 'mdast-util-from-markdown';
import { gfmFromMarkdown } from 'mdast-util-gfm';
import { gfm } from 'micromark-extension-gfm';
import PDFDocument from 'pdfkit';

const margin = 64;
const ink = '#1c2b33';
const accent = '#0b6e6e';
const faint = '#7b8a91';
const fonts = { plain: 'Helvetica', strong: 'Helvetica-Bold', emphasis: 'Helvetica-Oblique' };

/** Renders one document; `meta` is its front matter. Resolves to the bytes of the PDF. */
export function renderPdf(markdown, meta) {
  const made = new Date(`${meta.date}T12:00:00Z`);
  const doc = new PDFDocument({
    size: 'A4',
    margins: { top: 78, bottom: 72, left: margin, right: margin },
    bufferPages: true,
    lang: meta.language,
    info: {
      Title: meta.title,
      Author: meta.author,
      Subject: meta.subtitle,
      CreationDate: made,
      ModDate: made,
    },
  });
  const parts = [];
  doc.on('data', (part) => parts.push(part));
  const done = new Promise((resolve) => doc.on('end', () => resolve(Buffer.concat(parts))));
  drawTitle(doc, meta);
  const tree = fromMarkdown(markdown, { extensions: [gfm()], mdastExtensions: [gfmFromMarkdown()] });
  for (const node of tree.children) drawBlock(doc, node);
  drawFurniture(doc, meta);
  doc.end();
  return done;
}

function drawTitle(doc, meta) {
  doc.font(fonts.strong).fontSize(22).fillColor(accent).text(meta.title);
  doc.moveDown(0.2).font(fonts.plain).fontSize(12.5).fillColor(ink).text(meta.subtitle);
  doc.moveDown(0.3).fontSize(9.5).fillColor(faint).text(`${meta.code}  ·  ${meta.author}  ·  ${meta.date}`);
  doc.moveDown(0.5).font(fonts.emphasis).text(meta.notice);
  const y = doc.y + 10;
  doc
    .moveTo(margin, y)
    .lineTo(doc.page.width - margin, y)
    .lineWidth(1)
    .strokeColor(accent)
    .stroke();
  doc.y = y + 14;
}

function drawBlock(doc, node) {
  switch (node.type) {
    case 'heading':
      return drawHeading(doc, node);
    case 'paragraph':
      doc.fontSize(11.5).fillColor(ink);
      drawRuns(doc, node.children, { lineGap: 4 });
      doc.moveDown(0.75);
      return;
    case 'list':
      return drawList(doc, node);
    case 'table':
      return drawTable(doc, node);
    case 'thematicBreak':
      doc.addPage();
      return;
    default:
      throw new Error(`The sample renderer has no ${node.type}.`);
  }
}

function drawHeading(doc, node) {
  const size = node.depth === 1 ? 16.5 : 13;
  const room = doc.page.height - doc.page.margins.bottom - doc.y;
  if (room < 90) doc.addPage();
  doc.moveDown(node.depth === 1 ? 0.2 : 0.35);
  doc
    .font(fonts.strong)
    .fontSize(size)
    .fillColor(node.depth === 1 ? accent : ink)
    .text(textOf(node));
  doc.moveDown(0.45);
}

function drawList(doc, node) {
  doc.fontSize(11.5).fillColor(ink);
  node.children.forEach((item, index) => {
    const marker = node.ordered ? `${index + 1}.` : '•';
    const paragraph = item.children[0];
    const y = doc.y;
    doc.font(fonts.plain).text(marker, margin + 4, y, { lineBreak: false });
    doc.x = margin + 22;
    doc.y = y;
    drawRuns(doc, paragraph.children, { lineGap: 4, width: doc.page.width - 2 * margin - 22 });
    doc.x = margin;
    doc.moveDown(0.3);
  });
  doc.moveDown(0.4);
}

/** Inline text with bold and italic runs, as one flowing paragraph. */
function drawRuns(doc, nodes, options) {
  const runs = nodes.map((node) => ({ font: fonts[node.type] ?? fonts.plain, text: textOf(node) }));
  runs.forEach((run, index) => {
    doc.font(run.font).text(run.text, { ...options, continued: index < runs.length - 1 });
  });
}

function drawTable(doc, node) {
  const rows = node.children.map((row) => row.children.map(textOf));
  const widths = columnWidths(doc, rows);
  const draw = (cells, isHead) => {
    doc.font(isHead ? fonts.strong : fonts.plain).fontSize(10);
    const heights = cells.map((cell, index) => doc.heightOfString(cell, { width: widths[index] - 10 }));
    const height = Math.max(...heights) + 10;
    if (doc.y + height > doc.page.height - doc.page.margins.bottom) {
      doc.addPage();
      if (!isHead) draw(rows[0], true);
      doc.font(fonts.plain).fontSize(10);
    }
    const y = doc.y;
    let x = margin;
    if (isHead) doc.rect(x, y, doc.page.width - 2 * margin, height).fill('#e3efee');
    doc.fillColor(ink);
    cells.forEach((cell, index) => {
      doc.text(cell, x + 5, y + 5, { width: widths[index] - 10, align: node.align[index] ?? 'left' });
      x += widths[index];
    });
    doc
      .moveTo(margin, y + height)
      .lineTo(doc.page.width - margin, y + height)
      .lineWidth(0.5)
      .strokeColor('#b9c7cb')
      .stroke();
    doc.x = margin;
    doc.y = y + height;
  };
  rows.forEach((cells, index) => draw(cells, index === 0));
  doc.moveDown(0.9);
}

/** Columns get the room of their widest cell, scaled to the width of the page; none under its longest word. */
function columnWidths(doc, rows) {
  doc.font(fonts.strong).fontSize(10);
  const total = doc.page.width - 2 * margin;
  const columns = rows[0].map((_, index) => rows.map((row) => row[index] ?? ''));
  const wanted = columns.map((cells) => Math.max(...cells.map((cell) => doc.widthOfString(cell))) + 11);
  const least = columns.map(
    (cells) =>
      Math.max(...cells.flatMap((cell) => cell.split(' ')).map((word) => doc.widthOfString(word))) + 11,
  );
  const sum = (list) => list.reduce((a, b) => a + b, 0);
  if (sum(wanted) <= total) return wanted.map((width) => width * (total / sum(wanted)));
  const extra = wanted.map((width, index) => width - least[index]);
  const room = total - sum(least);
  return least.map((width, index) => width + (room * extra[index]) / sum(extra));
}

function drawFurniture(doc, meta) {
  const isPt = meta.language === 'pt';
  const head = `Andorinhas Vivo  ·  ${isPt ? 'documento fictício' : 'a fictional document'}`;
  const words = isPt ? ['Página', 'de'] : ['Page', 'of'];
  const { start, count } = doc.bufferedPageRange();
  for (let page = start; page < start + count; page += 1) {
    doc.switchToPage(page);
    // Text below the bottom margin would open a new page.
    doc.page.margins.bottom = 0;
    const foot = `${words[0]} ${page + 1} ${words[1]} ${count}`;
    doc.font(fonts.plain).fontSize(8.5).fillColor(faint);
    doc.text(head, margin, 40, { lineBreak: false });
    doc.text(foot, margin, doc.page.height - 46, { width: doc.page.width - 2 * margin, align: 'right' });
  }
}

function textOf(node) {
  return node.value ?? node.children?.map(textOf).join('') ?? '';
}
