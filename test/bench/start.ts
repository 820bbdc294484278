import { readFile } from 'node:fs/promises';
import { setTimeout as sleep } from 'node:timers/promises';
import { startFrodb } from '../support/frodb.ts';
import { row } from './report.ts';
import type { Row } from './report.ts';
import { median } from './slices.ts';

const starts = 7;
const settleMs = 10_000;

/** Warm starts on this bench's data, each stopped cleanly. */
export async function measureStart(dataDir: string): Promise<Row> {
  const ours: number[] = [];
  const floors: number[] = [];
  for (let n = 0; n < starts; n++) {
    const frodb = await startFrodb(dataDir);
    await frodb.stop();
    ours.push(frodb.readyMs);
    floors.push(frodb.slowestEngineMs);
  }
  return row('start.warm.ms', 'ms', median(ours), median(floors), '≤ 1.5');
}

/** Resident memory of the headless process 10 s after it was ready. */
export async function measureIdleMemory(dataDir: string): Promise<Row> {
  const frodb = await startFrodb(dataDir);
  await sleep(settleMs);
  const megabytes = await residentMb(frodb.pid);
  await frodb.stop();
  return row('memory.idle.mb', 'MB', megabytes, null, '≤ 150');
}

export async function residentMb(pid: number): Promise<number> {
  const status = await readFile(`/proc/${pid}/status`, 'utf8');
  const kilobytes = /^VmRSS:\s+(\d+) kB$/m.exec(status)?.[1];
  if (kilobytes === undefined) throw new Error('resident memory is read from /proc: run the bench on Linux');
  return (Number(kilobytes) * 1_024) / 1_000_000;
}
