import { chmod, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { startFrodb } from '../support/frodb.ts';
import type { RunningFrodb } from '../support/frodb.ts';
import { isMet, print, save } from './report.ts';
import { measureIdleMemory, measureStart, measureUploadMemory } from './process.ts';
import { measureQuery } from './query.ts';
import { measureCreates } from './creates.ts';
import { measureExport } from './export.ts';
import { measureEventLag } from './events.ts';
import { measureExtraction } from './extract.ts';
import { measureImport } from './imports.ts';
import { measureIngest } from './ingest.ts';
import { measureJobs } from './jobs.ts';
import { measureLoop } from './loop.ts';
import { measureSearch } from './search.ts';
import { measureStudio } from './studio.ts';
import type { Row } from './report.ts';

const { values } = parseArgs({ options: { json: { type: 'string' }, only: { type: 'string' } } });

const dataDir = await mkdtemp(join(tmpdir(), 'frodb-bench-'));
await chmod(dataDir, 0o711);
try {
  const { only } = values;
  /** A row, or rows that begin alike. */
  const wanted = (name: string): boolean =>
    only === undefined || name.startsWith(only) || only.startsWith(`${name}.`);
  const rows: Row[] = [];
  const withFrodb = async (measure: (frodb: RunningFrodb) => Promise<void>): Promise<void> => {
    const frodb = await startFrodb(dataDir);
    try {
      await measure(frodb);
    } finally {
      await frodb.stop();
    }
  };
  if (['create', 'query', 'start', 'memory'].some(wanted)) {
    await withFrodb(async (frodb) => {
      if (wanted('create')) rows.push(...(await measureCreates(frodb, dataDir, wanted)));
      if (wanted('query')) rows.push(await measureQuery(frodb, dataDir));
    });
  }
  if (wanted('start')) rows.unshift(await measureStart(dataDir));
  if (wanted('memory')) rows.push(await measureIdleMemory(dataDir), await measureUploadMemory(dataDir));
  // Last, because what they load would weigh on the start.
  if (['search', 'ingest', 'export'].some(wanted)) {
    await withFrodb(async (frodb) => {
      if (wanted('search')) rows.push(...(await measureSearch(frodb, dataDir, wanted)));
      if (wanted('ingest')) rows.push(await measureIngest(frodb, dataDir));
      if (wanted('export')) rows.push(...(await measureExport(frodb, dataDir)));
    });
  }
  if (wanted('events')) await withFrodb(async (frodb) => void rows.push(await measureEventLag(frodb)));
  if (wanted('import')) await withFrodb(async (frodb) => void rows.push(await measureImport(frodb, dataDir)));
  if (wanted('jobs'))
    await withFrodb(async (frodb) => void rows.push(...(await measureJobs(frodb, dataDir))));
  if (wanted('loop')) await withFrodb(async (frodb) => void rows.push(...(await measureLoop(frodb, wanted))));
  if (wanted('studio')) await withFrodb(async (frodb) => void rows.push(...(await measureStudio(frodb))));
  if (wanted('extract')) rows.push(await measureExtraction());
  print(rows);
  if (values.json !== undefined) await save(rows, values.json);
  const missed = rows.filter((one) => !isMet(one)).length;
  if (missed > 0) process.stdout.write(`${missed} of ${rows.length} goals missed\n`);
} finally {
  await rm(dataDir, { recursive: true, force: true });
}
