import { randomBytes } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { setTimeout as sleep } from 'node:timers/promises';
import { startFrodb } from '../support/frodb.ts';
import { benchClient } from './http-client.ts';
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
  const megabytes = await memoryMb(frodb.pid, 'VmRSS');
  await frodb.stop();
  return row('memory.idle.mb', 'MB', megabytes, null, '≤ 150');
}

/** What the collector has not got round to yet makes one peak differ from the next by a quarter. */
const uploadRuns = 5;
const uploads = 24;
const uploaders = 8;
const uploadBytes = 10 * 1_048_576;

/** The most resident memory that the headless process ever had, after 24 files of 10 MB by 8 clients. */
export async function measureUploadMemory(dataDir: string): Promise<Row> {
  const peaks: number[] = [];
  for (let n = 0; n < uploadRuns; n++) peaks.push(await peakOfUploads(dataDir, `big_files_${n}`));
  return row('memory.upload.mb', 'MB', median(peaks), null, '≤ 220');
}

async function peakOfUploads(dataDir: string, name: string): Promise<number> {
  const frodb = await startFrodb(dataDir);
  const { call, upload, close } = benchClient(frodb);
  const file = { name: 'file', type: 'file', extract_config: { extract_text: false } };
  await call('POST', '/collections', { name, fields: [file] });
  const bytes = randomBytes(uploadBytes);
  const waiting = Array.from({ length: uploads }).values();
  const send = async (): Promise<void> => {
    for (const _ of waiting)
      await upload(`/collections/${name}/records`, { field: 'file', name: 'f.bin', bytes });
  };
  await Promise.all(Array.from({ length: uploaders }, send));
  const megabytes = await memoryMb(frodb.pid, 'VmHWM');
  close();
  await frodb.stop();
  return megabytes;
}

/** Megabytes of a process: `VmRSS` are those that it has now, `VmHWM` the most that it ever had. */
async function memoryMb(pid: number, what: 'VmRSS' | 'VmHWM'): Promise<number> {
  const status = await readFile(`/proc/${pid}/status`, 'utf8');
  const kilobytes = new RegExp(`^${what}:\\s+(\\d+) kB$`, 'm').exec(status)?.[1];
  if (kilobytes === undefined) throw new Error('resident memory is read from /proc: run the bench on Linux');
  return (Number(kilobytes) * 1_024) / 1_000_000;
}
