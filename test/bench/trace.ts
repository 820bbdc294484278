import type { Browser, Page } from '@playwright/test';

/** What the browser's main thread did. */
export interface Traced {
  /** The longest that it could answer nobody, milliseconds of processor time. */
  longestTaskMs: number;
  /** Of the time that passed, the part in which it ran scripts. */
  scriptingShare: number;
}

interface TraceEvent {
  name: string;
  ph: string;
  /** Microseconds. */
  ts: number;
  dur?: number;
  /** Of `dur` what the thread had a processor. */
  tdur?: number;
  pid: number;
  tid: number;
  args?: { name?: string };
}

const scripting = ['FunctionCall', 'EvaluateScript', 'RunMicrotasks', 'v8.compile', 'MinorGC', 'MajorGC'];

/** Records what `work` makes the page do. */
export async function readTrace(browser: Browser, page: Page, work: () => Promise<void>): Promise<Traced> {
  await browser.startTracing(page, { categories: ['toplevel', 'devtools.timeline', 'v8', '__metadata'] });
  const started = performance.now();
  await work();
  const passedMs = performance.now() - started;
  const { traceEvents } = JSON.parse((await browser.stopTracing()).toString()) as {
    traceEvents: TraceEvent[];
  };
  const mains = traceEvents.filter(
    ({ name, args }) => name === 'thread_name' && args?.name === 'CrRendererMain',
  );
  const events = traceEvents.filter(
    ({ ph, dur, pid, tid }) =>
      ph === 'X' && dur !== undefined && mains.some((main) => main.pid === pid && main.tid === tid),
  );
  const tasks = events.filter(({ name }) => name === 'RunTask' || name === 'ThreadControllerImpl::RunTask');
  return {
    longestTaskMs: Math.max(0, ...tasks.map(({ dur = 0, tdur = dur }) => tdur / 1_000)),
    scriptingShare: lengthOf(events.filter(({ name }) => scripting.includes(name))) / 1_000 / passedMs,
  };
}

/** Microseconds that events cover, those inside another counted once. */
function lengthOf(events: TraceEvent[]): number {
  let sum = 0;
  let end = 0;
  for (const { ts, dur = 0 } of events.toSorted((one, other) => one.ts - other.ts)) {
    if (ts + dur <= end) continue;
    sum += ts + dur - Math.max(ts, end);
    end = ts + dur;
  }
  return sum;
}
