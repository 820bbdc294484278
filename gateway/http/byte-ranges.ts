export interface ByteRange {
  /** Both ends inclusive. */
  start: number;
  end: number;
}

/** What a Range header asks for: one range, none that there is, or the whole, which is right for all it does not say well. */
export type AskedRange = ByteRange | 'unsatisfiable' | 'whole';

/**
 * Reads a Range header for a file of `size` bytes, as RFC 9110, 14.1 has it. Ranges that touch or overlap are one;
 * for several that do not, a server may send the whole, and this one does.
 */
export function readRange(header: string, size: number): AskedRange {
  const set = /^bytes=(.*)$/i.exec(header.trim())?.[1] ?? '';
  const specs = set
    .split(',')
    .map((spec) => spec.trim())
    .filter((spec) => spec !== '');
  const read = specs.map((spec) => readSpec(spec, size));
  if (specs.length === 0 || read.includes('invalid')) return 'whole';
  const there = read.filter((range) => typeof range === 'object').sort((a, b) => a.start - b.start);
  const [first, ...others] = there;
  if (!first) return read.includes('all of nothing') ? 'whole' : 'unsatisfiable';
  const range = { ...first };
  for (const { start, end } of others) {
    if (start > range.end + 1) return 'whole';
    range.end = Math.max(range.end, end);
  }
  return range;
}

/** The end of an empty file is there, only that no Content-Range can say so. */
type Spec = ByteRange | 'invalid' | 'unsatisfiable' | 'all of nothing';

function readSpec(spec: string, size: number): Spec {
  const [, first = '', last = ''] = /^(\d*)-(\d*)$/.exec(spec) ?? [];
  if (first === '' && last === '') return 'invalid';
  if (first === '') {
    if (Number(last) === 0) return 'unsatisfiable';
    return size === 0 ? 'all of nothing' : { start: Math.max(0, size - Number(last)), end: size - 1 };
  }
  // No size is too large for a header, so that doubles would not do.
  if (last !== '' && BigInt(last) < BigInt(first)) return 'invalid';
  const start = Number(first);
  if (start >= size) return 'unsatisfiable';
  return { start, end: last === '' ? size - 1 : Math.min(Number(last), size - 1) };
}
