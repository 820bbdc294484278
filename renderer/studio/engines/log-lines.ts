/** A line of an engine's log, taken apart as far as it is of a known shape. */
export interface LogLine {
  n: number;
  /** `09:45:02`; as the engine wrote it, in UTC. */
  time: string | null;
  level: string | null;
  text: string;
}

const postgres =
  /^\d{4}-\d\d-\d\d (\d\d:\d\d:\d\d)(?:\.\d+)? \w+ \[\d+\]\s+(?:\S+@\S+ )?([A-Z]+\d?):\s+(.*)$/s;
const qdrant = /^\d{4}-\d\d-\d\dT(\d\d:\d\d:\d\d)\S*\s+([A-Z]+) (.*)$/s;

/** Takes a line apart: of what is not known, all of it is text. */
export function parseLine({ n, text }: { n: number; text: string }): LogLine {
  const [, time = null, level = null, rest = text] = postgres.exec(text) ?? qdrant.exec(text) ?? [];
  return { n, time, level, text: rest };
}

/** Whether a line says that something went wrong. */
export function isBad({ level, text }: LogLine): boolean {
  return level === null ? /^(FATAL|ERROR|panic)\b/i.test(text) : ['ERROR', 'FATAL', 'PANIC'].includes(level);
}

/** Lines that hold the words, in whatever case. */
export function filterLines(lines: readonly LogLine[], words: string): readonly LogLine[] {
  const wanted = words.trim().toLowerCase();
  if (wanted === '') return lines;
  return lines.filter(({ level, text }) => `${level ?? ''} ${text}`.toLowerCase().includes(wanted));
}
