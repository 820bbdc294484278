import { create } from 'zustand';
import { onLiveEvent, onLiveSignal } from '../../api/live.ts';
import { append } from './log-entries.ts';
import type { LogEntry } from './log-entries.ts';

export interface EventLog {
  entries: readonly LogEntry[];
  /** What came since the list stands still; null while it moves on. */
  waiting: readonly LogEntry[] | null;
}

const gatherMs = 200;

/** What has come since the page was first opened in this window. */
export const useEventLog = create<EventLog>()(() => ({ entries: [], waiting: null }));

let gathered: LogEntry[] = [];
let timer: ReturnType<typeof setTimeout> | undefined;
let count = 0;
let isKeeping = false;

/** Begins to keep events, and goes on until the window is closed, so that nothing is missed while one looks elsewhere. */
export function keepEvents(): void {
  if (isKeeping) return;
  isKeeping = true;
  onLiveEvent((event) => gather({ n: ++count, kind: 'event', event, times: 1 }));
  onLiveSignal((signal) => gather({ n: ++count, kind: 'gap', signal, at: new Date().toISOString() }));
}

function gather(entry: LogEntry): void {
  gathered.push(entry);
  timer ??= setTimeout(take, gatherMs);
}

function take(): void {
  timer = undefined;
  const more = gathered;
  gathered = [];
  useEventLog.setState(({ entries, waiting }) =>
    waiting === null ? { entries: append(entries, more) } : { waiting: append(waiting, more) },
  );
}

/** Stands still; what comes waits. */
export function pauseEvents(): void {
  useEventLog.setState({ waiting: [] });
}

export function resumeEvents(): void {
  useEventLog.setState(({ entries, waiting }) => ({
    entries: append(entries, waiting ?? []),
    waiting: null,
  }));
}

export function clearEvents(): void {
  useEventLog.setState(({ waiting }) => ({ entries: [], waiting: waiting && [] }));
}
