import { chmod, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Job } from '../../gateway/contract/jobs.ts';
import type { RunningFrodb } from '../support/frodb.ts';
import { benchClient } from './http-client.ts';
import { benchPool } from './pool.ts';
import { row } from './report.ts';
import type { Row } from './report.ts';
import { median } from './slices.ts';

const count = 200_000;
const rounds = 3;

const fields = [
  { name: 'a', type: 'string' },
  { name: 'b', type: 'string' },
  { name: 'c', type: 'int' },
  { name: 'd', type: 'int' },
  { name: 'e', type: 'float' },
  { name: 'f', type: 'boolean' },
  { name: 'g', type: 'date' },
  { name: 'h', type: 'string' },
];

function line(n: number): string {
  return `código ${n},nome ${n},${n},${n * 2},${n / 8},${n % 2 === 0},2026-11-24,x\n`;
}

/** Rows of a CSV per second, from its upload to the end of its job, against COPY of the same file into one table. */
export async function measureImport(frodb: RunningFrodb, dataDir: string): Promise<Row> {
  const client = benchClient(frodb);
  const pool = benchPool(dataDir, 1);
  const csv = `a,b,c,d,e,f,g,h\n${Array.from({ length: count }, (_, n) => line(n)).join('')}`;
  const path = join(dataDir, 'bench.csv');
  await writeFile(path, csv);
  await chmod(path, 0o644);
  await client.call('POST', '/collections', { name: 'imported', fields });
  await pool.query(`CREATE TABLE bench_copy (id uuid PRIMARY KEY DEFAULT gen_random_uuid(), created_at timestamptz DEFAULT now(),
    updated_at timestamptz DEFAULT now(), revision uuid DEFAULT gen_random_uuid(), a text, b text, c bigint, d bigint,
    e float8, f boolean, g date, h text)`);
  const ours: number[] = [];
  const floors: number[] = [];
  try {
    for (let round = 0; round < rounds; round++) {
      ours.push(await rateOf(() => runImport(frodb, csv)));
      floors.push(
        await rateOf(() =>
          pool.query(`COPY bench_copy (a, b, c, d, e, f, g, h) FROM '${path}' (FORMAT csv, HEADER)`),
        ),
      );
    }
  } finally {
    client.close();
    await pool.end();
  }
  return row('import.csv.rate', 'rows/s', median(ours), median(floors), '≥ 0.15');
}

async function rateOf(work: () => Promise<unknown>): Promise<number> {
  const started = performance.now();
  await work();
  return (count * 1_000) / (performance.now() - started);
}

async function runImport({ url, key }: RunningFrodb, csv: string): Promise<void> {
  const headers = { authorization: `Bearer ${key}` };
  const body = new FormData();
  body.set('file', new Blob([csv]), 'bench.csv');
  const started = await fetch(`${url}/collections/imported/imports`, { method: 'POST', headers, body });
  if (started.status !== 202) throw new Error(`the import was refused: ${await started.text()}`);
  const { id } = (await started.json()) as Job;
  for (;;) {
    const job = (await (await fetch(`${url}/jobs/${id}`, { headers })).json()) as Job;
    if (job.state === 'succeeded') return;
    if (job.ended_at !== null) throw new Error(`the import ended: ${JSON.stringify(job.error)}`);
    await sleep(50);
  }
}
