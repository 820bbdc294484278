/** One argument of a POSIX shell, whatever is in it. */
export function shellQuote(text: string): string {
  return `'${text.replaceAll("'", String.raw`'\''`)}'`;
}

/** A JSON value as TypeScript writes it, in single quotes. */
export function javascriptLiteral(value: unknown): string {
  return write(value, '  ', {
    text: (text) => {
      const inside = JSON.stringify(text)
        .slice(1, -1)
        .replaceAll(String.raw`\"`, '"')
        .replaceAll("'", String.raw`\'`);
      return `'${inside}'`;
    },
    name: (name) => {
      // A literal's `__proto__` is no key, unless it is computed.
      if (name === '__proto__') return "['__proto__']";
      return /^[A-Za-z_$][\w$]*$/.test(name) ? name : javascriptLiteral(name);
    },
    word: String,
  });
}

/** A JSON value as Python writes it. */
export function pythonLiteral(value: unknown): string {
  const text = (one: string): string => JSON.stringify(one);
  const words = { true: 'True', false: 'False', null: 'None' } as const;
  return write(value, '    ', { text, name: text, word: (word) => words[word] });
}

interface Style {
  text: (text: string) => string;
  name: (name: string) => string;
  word: (word: 'true' | 'false' | 'null') => string;
}

const lineLength = 60;

/** Short lists and objects on one line, others with a line for each item. */
function write(value: unknown, step: string, style: Style): string {
  if (typeof value === 'string') return style.text(value);
  if (typeof value === 'number') return JSON.stringify(value);
  if (typeof value !== 'object' || value === null)
    return style.word(value === null ? 'null' : value ? 'true' : 'false');
  const isList = Array.isArray(value);
  const items = isList
    ? value.map((item) => write(item, step, style))
    : Object.entries(value)
        .filter(([, item]) => item !== undefined)
        .map(([name, item]) => `${style.name(name)}: ${write(item, step, style)}`);
  const [open, close, pad] = isList ? ['[', ']', ''] : ['{', '}', step === '  ' ? ' ' : ''];
  if (items.length === 0) return open + close;
  const line = `${open}${pad}${items.join(', ')}${pad}${close}`;
  if (line.length <= lineLength && !line.includes('\n')) return line;
  return `${open}\n${items.map((item) => `${step}${item.replaceAll('\n', `\n${step}`)},`).join('\n')}\n${close}`;
}
