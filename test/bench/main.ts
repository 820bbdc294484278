import { chmod, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { startFrodb } from '../support/frodb.ts';
import { isMet, print, save } from './report.ts';
import { measureIdleMemory, measureStart, measureUploadMemory } from './process.ts';
import { measureQuery } from './query.ts';
import { measureCreates } from './creates.ts';

const { values } = parseArgs({ options: { json: { type: 'string' }, only: { type: 'string' } } });

const dataDir = await mkdtemp(join(tmpdir(), 'frodb-bench-'));
await chmod(dataDir, 0o711);
try {
  const wanted = (name: string): boolean => values.only === undefined || name.startsWith(values.only);
  const frodb = await startFrodb(dataDir);
  const rows = [];
  try {
    if (wanted('create')) rows.push(...(await measureCreates(frodb, dataDir)));
    if (wanted('query')) rows.push(await measureQuery(frodb, dataDir));
  } finally {
    await frodb.stop();
  }
  if (wanted('start')) rows.unshift(await measureStart(dataDir));
  if (wanted('memory')) rows.push(await measureIdleMemory(dataDir), await measureUploadMemory(dataDir));
  print(rows);
  if (values.json !== undefined) await save(rows, values.json);
  const missed = rows.filter((one) => !isMet(one)).length;
  if (missed > 0) process.stdout.write(`${missed} of ${rows.length} goals missed\n`);
} finally {
  await rm(dataDir, { recursive: true, force: true });
}
