/** What can be written at a place in the code. */
export interface CodeContext {
  /** The key that is being written, or the value of `of`. */
  writes: 'key' | 'value';
  of?: string;
  /** What is written of it so far begins here. */
  from: number;
  /** The key whose value holds it: `fields`, `schema`, `items`, `config`; undefined at the top. */
  parent: string | undefined;
  /** How deep in arrays of objects it is. */
  isNested: boolean;
  /** What is beside it, in the same object. */
  siblings: Readonly<Record<string, string>>;
  /** Inside of quotes already. */
  isQuoted: boolean;
}

interface Line {
  indent: number;
  key: string;
  value: string;
  isItem: boolean;
}

const yamlLine = /^(\s*(?:-\s+)*)([\w]*)(?::(?:\s+(.*))?)?$/;

function readLine(text: string): Line | undefined {
  const found = /^(\s*(?:-\s+)*)([\w]+):(?:\s+(.*))?$/.exec(text);
  if (!found) return undefined;
  const [, lead = '', key = '', value = ''] = found;
  return { indent: lead.length, key, value, isItem: lead.includes('-') };
}

/** Of YAML, told by its indentation alone: what is being typed need not be readable yet. */
export function yamlContext(text: string, at: number): CodeContext | undefined {
  const lineStart = text.lastIndexOf('\n', at - 1) + 1;
  const current = text.slice(lineStart, at);
  const found = yamlLine.exec(current);
  if (!found) return undefined;
  const [, lead = '', key = '', value] = found;
  const indent = lead.length;
  const before = text.slice(0, Math.max(0, lineStart - 1)).split('\n');
  const after = text.slice(at).split('\n').slice(1);
  const parents = parentsOf(before, indent);
  const around = {
    parent: parents[0],
    isNested: parents.includes('schema'),
    siblings: siblingsOf(lead.includes('-') ? [] : before.toReversed(), after, indent),
    isQuoted: false,
  };
  if (!current.includes(':')) return { ...around, writes: 'key', from: at - key.length };
  const written = /[\w]*$/.exec(value ?? '')?.[0] ?? '';
  return { ...around, writes: 'value', of: key, from: at - written.length };
}

/** The keys around a line, the nearest first. */
function parentsOf(before: readonly string[], indent: number): string[] {
  const parents: string[] = [];
  let limit = indent;
  for (const text of before.toReversed()) {
    const line = readLine(text);
    if (!line || line.indent >= limit) continue;
    limit = line.indent;
    if (line.value === '') parents.push(line.key);
  }
  return parents;
}

function siblingsOf(
  above: readonly string[],
  below: readonly string[],
  indent: number,
): Record<string, string> {
  const siblings: Record<string, string> = {};
  for (const text of above) {
    const line = readLine(text);
    if (!line || line.indent > indent) continue;
    if (line.indent < indent) break;
    siblings[line.key] = line.value;
    if (line.isItem) break;
  }
  for (const text of below) {
    const line = readLine(text);
    if (!line || line.indent > indent) continue;
    if (line.indent < indent || line.isItem) break;
    siblings[line.key] = line.value;
  }
  return siblings;
}

interface Level {
  kind: '{' | '[';
  /** The key whose value this is. */
  key: string | undefined;
  siblings: Record<string, string>;
  pending: string | undefined;
}

const jsonToken = /"(?:[^"\\]|\\.)*"?|[{}[\],:]|[^\s{}[\],:"]+/g;

/** Of JSON, by its brackets up to the cursor. */
export function jsonContext(text: string, at: number): CodeContext | undefined {
  const levels: Level[] = [];
  let token = '';
  let expectsKey = false;
  for (const [found] of text.slice(0, at).matchAll(jsonToken)) {
    token = found;
    const level = levels.at(-1);
    if (found === '{' || found === '[') {
      const key = level?.kind === '{' ? level.pending : level?.key;
      if (level && key !== undefined) level.siblings[key] = '';
      levels.push({ kind: found, key, siblings: {}, pending: undefined });
      expectsKey = found === '{';
    } else if (found === '}' || found === ']') levels.pop();
    else if (found === ',') expectsKey = level?.kind === '{';
    else if (found === ':') expectsKey = false;
    else if (level?.kind === '{') {
      const word = found.replaceAll('"', '');
      if (expectsKey) level.pending = word;
      else if (level.pending !== undefined) level.siblings[level.pending] = word;
    }
  }
  const level = levels.at(-1);
  if (!level) return undefined;
  const isQuoted = token.startsWith('"') && !/^"(?:[^"\\]|\\.)*"$/.test(token);
  const isWord = isQuoted || /^[\w]+$/.test(token);
  const written = isQuoted ? token.slice(1) : isWord && text.slice(0, at).endsWith(token) ? token : '';
  const around = {
    from: at - written.length,
    parent: level.key,
    isNested: levels.some(({ key }) => key === 'schema'),
    siblings: level.siblings,
    isQuoted,
  };
  if (level.kind === '{' && expectsKey) return { ...around, writes: 'key' };
  return { ...around, writes: 'value', of: level.kind === '[' ? (level.key ?? '') : (level.pending ?? '') };
}
