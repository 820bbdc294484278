import type { LiveEvent, LiveSignal } from '../../api/live.ts';

export interface EventEntry {
  n: number;
  kind: 'event';
  event: LiveEvent;
  /** How many steps of one job this line stands for. */
  times: number;
}

/** A line of the log: what happened, or that something may be missing here. */
export type LogEntry = EventEntry | { n: number; kind: 'gap'; signal: LiveSignal; at: string };

/** More are forgotten, the oldest first. */
export const entriesAtMost = 10_000;

/** Adds lines; a further step of the job that the last line is about takes its place. */
export function append(entries: readonly LogEntry[], more: readonly LogEntry[]): readonly LogEntry[] {
  if (more.length === 0) return entries;
  const all = [...entries];
  for (const entry of more) {
    const last = all.at(-1);
    const folded = last && foldSteps(last, entry);
    if (folded) all[all.length - 1] = folded;
    else all.push(entry);
  }
  return all.slice(-entriesAtMost);
}

/** Two steps of one job as one line; null: they are not that. */
function foldSteps(last: LogEntry, next: LogEntry): LogEntry | null {
  if (last.kind === 'gap' || next.kind === 'gap') return null;
  const isStep = ({ event }: EventEntry): boolean => event.type === 'job.progressed';
  if (!isStep(last) || !isStep(next) || last.event.job?.id !== next.event.job?.id) return null;
  return { ...next, n: last.n, times: last.times + next.times };
}
