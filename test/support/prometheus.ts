/** One line of a scrape. */
export interface Sample {
  name: string;
  labels: Record<string, string>;
  value: number;
}

export interface Scrape {
  /** By name: counter, gauge or histogram. */
  types: Map<string, string>;
  samples: Sample[];
  /** The sum of the samples of a name that have these labels. */
  value: (name: string, labels?: Record<string, string>) => number;
}

const comment = /^# (?:HELP|TYPE) ([a-zA-Z_:][\w:]*) (.+)$/;
const sample = /^([a-zA-Z_:][\w:]*)(?:\{(.*)\})? (\S+)$/;
const label = /([a-zA-Z_]\w*)="((?:[^"\\\n]|\\[\\"n])*)"(?:,|$)/y;

/** Reads Prometheus' text format 0.0.4; throws for what is none. */
export function readScrape(text: string): Scrape {
  if (!text.endsWith('\n')) throw new Error('The last line has no end');
  const types = new Map<string, string>();
  const samples: Sample[] = [];
  for (const line of text.slice(0, -1).split('\n')) {
    if (line === '') continue;
    if (line.startsWith('#')) {
      const [, name = '', rest = ''] = comment.exec(line) ?? [];
      if (name === '') throw new Error(`No comment of Prometheus: ${line}`);
      if (line.startsWith('# TYPE')) types.set(name, rest);
      continue;
    }
    const [, name = '', labels = '', value = ''] = sample.exec(line) ?? [];
    const number = value === '+Inf' ? Infinity : Number(value);
    if (name === '' || Number.isNaN(number)) throw new Error(`No sample: ${line}`);
    const family = types.has(name) ? name : name.replace(/_(?:bucket|sum|count)$/, '');
    if (!types.has(family)) throw new Error(`Nothing says what this is: ${line}`);
    samples.push({ name, labels: readLabels(labels), value: number });
  }
  const has = (one: Sample, labels: Record<string, string>): boolean =>
    Object.entries(labels).every(([key, value]) => one.labels[key] === value);
  return {
    types,
    samples,
    value: (name, labels = {}) =>
      samples
        .filter((one) => one.name === name && has(one, labels))
        .reduce((total, { value }) => total + value, 0),
  };
}

function readLabels(text: string): Record<string, string> {
  const labels: Record<string, string> = {};
  for (label.lastIndex = 0; label.lastIndex < text.length;) {
    const [, name, value] = label.exec(text) ?? [];
    if (name === undefined || value === undefined) throw new Error(`No labels: ${text}`);
    labels[name] = value;
  }
  return labels;
}
