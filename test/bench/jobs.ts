import PgBoss from 'pg-boss';
import type { RunningFrodb } from '../support/frodb.ts';
import { benchClient } from './http-client.ts';
import { benchPool } from './pool.ts';
import { row } from './report.ts';
import type { Row } from './report.ts';
import { alternate } from './slices.ts';

const clients = 8;

/** Writes that are left to jobs, against pg-boss alone: one `send` in a transaction of its own. */
export async function measureJobs(frodb: RunningFrodb, dataDir: string): Promise<Row[]> {
  const pool = benchPool(dataDir, clients);
  const { call, close } = benchClient(frodb);
  const boss = new PgBoss({
    db: { executeSql: (text, values) => pool.query(text, values) },
    schema: 'bench_jobs',
    supervise: false,
    schedule: false,
  });
  try {
    await boss.start();
    await boss.createQueue('bench');
    await call('POST', '/collections', { name: 'queued', fields: [{ name: 'n', type: 'int' }] });
    const enqueue = async (n: number): Promise<void> => {
      await call('POST', '/collections/queued/records', { n }, { prefer: 'respond-async' });
    };
    const send = async (n: number): Promise<void> => {
      const client = await pool.connect();
      try {
        const db = { executeSql: (text: string, values: unknown[]) => client.query(text, values) };
        await client.query('BEGIN');
        await boss.send('bench', { n }, { db });
        await client.query('COMMIT');
      } finally {
        client.release();
      }
    };
    const { ours, floor } = await alternate(enqueue, send, { clients });
    return [row('jobs.enqueue.rate', '1/s', ours.rate, floor.rate, '≥ 0.15')];
  } finally {
    close();
    await pool.end();
  }
}
