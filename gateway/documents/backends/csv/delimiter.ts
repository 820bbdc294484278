/** What divides the fields, likeliest first: a comma also stands in decimal numbers and in sentences. */
const candidates = ['\t', ';', '|', ','] as const;

/** Excel's own first line, which names what divides the fields and is no row. */
export const excelDelimiter = /^sep=([^\r\n])\r?\n/i;

const sampleLength = 65_536;
const sampleRecords = 50;

/** The delimiter that divides the first records most evenly; a comma if none does. */
export function sniffDelimiter(text: string): string {
  const records = countPerRecord(text.slice(0, sampleLength));
  let best = ',';
  let bestScore = 0;
  for (const candidate of candidates) {
    const score = evenness(records.map((counts) => counts[candidates.indexOf(candidate)]!));
    // Nearly as even is not better: the order of the candidates decides.
    if (score > bestScore + 0.1) {
      best = candidate;
      bestScore = score;
    }
  }
  return best;
}

/** Share of records that have the most common number of delimiters, if that is not none. */
function evenness(counts: number[]): number {
  const frequencies = new Map<number, number>();
  for (const count of counts) if (count > 0) frequencies.set(count, (frequencies.get(count) ?? 0) + 1);
  return counts.length === 0 ? 0 : Math.max(0, ...frequencies.values()) / counts.length;
}

/** How often each candidate stands outside quotes, per record that is not blank. */
function countPerRecord(sample: string): number[][] {
  const records: number[][] = [];
  let counts = candidates.map(() => 0);
  let blank = true;
  let quoted = false;
  let fieldStart = true;
  for (const char of sample) {
    if (char === '"' && (quoted || fieldStart)) quoted = !quoted;
    const at = (candidates as readonly string[]).indexOf(char);
    fieldStart = !quoted && (at >= 0 || char === '\n' || char === '\r');
    if (quoted) continue;
    if (at >= 0) counts[at]! += 1;
    if (char === '\n' || char === '\r') {
      if (!blank && records.push(counts) >= sampleRecords) return records;
      counts = candidates.map(() => 0);
      blank = true;
    } else {
      blank = false;
    }
  }
  // A record cut by the end of the sample would count too few.
  if (!blank && (records.length === 0 || sample.length < sampleLength)) records.push(counts);
  return records;
}
