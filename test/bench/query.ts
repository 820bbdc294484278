import type pg from 'pg';
import type { RunningFrodb } from '../support/frodb.ts';
import { benchClient } from './http-client.ts';
import { benchPool } from './pool.ts';
import { row } from './report.ts';
import type { Row } from './report.ts';
import { alternate } from './slices.ts';

const records = 10_000;

/** Indexed = and ≥ on 10,000 rows, limit 20, with the total. */
export async function measureQuery(frodb: RunningFrodb, dataDir: string): Promise<Row> {
  const { call, close } = benchClient(frodb);
  const created = (await call('POST', '/collections', {
    name: 'measures',
    fields: [
      { name: 'station', type: 'string', indexed: true },
      { name: 'level', type: 'int', indexed: true },
      { name: 'note', type: 'string' },
    ],
  })) as { postgres_table: string };
  for (let start = 0; start < records; start += 5_000) {
    const batch = Array.from({ length: 5_000 }, (_, i) => ({
      station: `s${(start + i) % 50}`,
      level: start + i,
      note: 'x',
    }));
    await call('POST', '/collections/measures/records:batch', batch);
  }
  const pool = benchPool(dataDir, 2);
  const table = await qualifiedName(pool, created.postgres_table);
  await pool.query(`ANALYZE ${table}`);
  const where = `FROM ${table} WHERE station = $1 AND level >= $2`;
  const measured = await alternate(
    async (n) => {
      const filters = { station: `s${n % 50}`, level: { $gte: 5_000 } };
      await call('POST', '/collections/measures/query', { filters, limit: 20 });
    },
    async (n) => {
      const values = [`s${n % 50}`, 5_000];
      await pool.query({ name: 'select', text: `SELECT * ${where} ORDER BY id LIMIT 20`, values });
      await pool.query({ name: 'count', text: `SELECT count(*) ${where}`, values });
    },
  );
  await pool.end();
  close();
  return row('query.filter.p50', 'ms', measured.ours.p50, measured.floor.p50, '≤ 2.5');
}

async function qualifiedName(pool: pg.Pool, table: string): Promise<string> {
  const name = table.split('.').at(-1)?.replaceAll('"', '') ?? '';
  const found = await pool.query<{ schema: string }>(
    'SELECT schemaname AS schema FROM pg_tables WHERE tablename = $1',
    [name],
  );
  return `"${found.rows[0]?.schema ?? ''}"."${name}"`;
}
