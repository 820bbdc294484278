/** The parser's time grows with the square of what it is given at once; parts of this many characters cost it little. */
const partLength = 8_192;
/** They are repeated in every part: a document with more of them stays in one piece. */
const mostDefinitions = 4_096;

const fenceStart = /^ {0,3}(`{3,}|~{3,})/;
const definition = /^ {0,3}\[(?!\^)[^\]]+\]:[ \t]*\S/;
/** HTML blocks that go on past empty lines, with what ends them. */
const rawBlocks: [start: RegExp, end: RegExp][] = [
  [/^ {0,3}<(?:script|pre|style|textarea)\b/i, /<\/(?:script|pre|style|textarea)>/i],
  [/^ {0,3}<!--/, /-->/],
  [/^ {0,3}<\?/, /\?>/],
  [/^ {0,3}<!\[CDATA\[/, /\]\]>/],
];

/**
 * Cuts long Markdown where nothing goes on: at an empty line outside code and raw HTML that a heading or a paragraph at
 * the margin follows, which ends every list and quotation. Each part carries the link definitions of all.
 */
export function splitMarkdown(text: string): string[] {
  if (text.length <= partLength) return [text];
  const starts = [0];
  let definitions = '';
  let open: RegExp | undefined;
  let afterBlank = false;
  let at = 0;
  for (const line of text.split('\n')) {
    if (open) {
      if (open.test(line)) open = undefined;
    } else {
      if (afterBlank && /^(?:#{1,6} |\p{L})/u.test(line) && at - starts.at(-1)! >= partLength)
        starts.push(at);
      if (definition.test(line)) definitions += `\n${line}`;
      open = opened(line);
    }
    afterBlank = /^\s*$/.test(line);
    at += line.length + 1;
  }
  if (starts.length === 1 || definitions.length > mostDefinitions) return [text];
  return starts.map((start, i) => `${text.slice(start, starts[i + 1])}\n${definitions}`);
}

/** What ends the block that this line opens, if it goes on past empty lines. */
function opened(line: string): RegExp | undefined {
  const fence = fenceStart.exec(line)?.[1];
  if (fence !== undefined) return new RegExp(`^ {0,3}${fence[0]!}{${fence.length},}\\s*$`);
  const raw = rawBlocks.find(([start]) => start.test(line));
  return raw && !raw[1].test(line) ? raw[1] : undefined;
}
