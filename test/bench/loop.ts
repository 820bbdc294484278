import { setTimeout as sleep } from 'node:timers/promises';
import { probeLoop } from '../support/event-loop.ts';
import type { RunningFrodb } from '../support/frodb.ts';
import { hostileInputs } from './hostile-inputs.ts';
import { row } from './report.ts';
import type { Row } from './report.ts';

const settleMs = 300;

/** The longest that the event loop was held by each of the hostile inputs, on a process that has warmed up. */
export async function measureLoop(frodb: RunningFrodb, wanted: (name: string) => boolean): Promise<Row[]> {
  const probe = probeLoop(frodb.url, frodb.pid);
  const rows: Row[] = [];
  try {
    for (const { name, prepare, send } of hostileInputs(frodb)) {
      const title = `loop.${name}.ms`;
      if (!wanted(title)) continue;
      await prepare?.();
      await sleep(settleMs);
      await probe.reset();
      const began = performance.now();
      await send();
      await sleep(settleMs);
      const { loopMs, wallMs } = await probe.longest();
      process.stderr.write(
        `${title} ${Math.round(loopMs)} of ${Math.round(wallMs)} (took ${Math.round(performance.now() - began - settleMs)})\n`,
      );
      rows.push(row(title, 'ms', loopMs, null, '≤ 50'));
    }
  } finally {
    await probe.stop();
  }
  return rows;
}
