import type pg from 'pg';
import { Pool } from 'undici';
import type { RunningFrodb } from '../support/frodb.ts';
import { benchClient } from './http-client.ts';
import { benchPool } from './pool.ts';
import { row } from './report.ts';
import type { Row } from './report.ts';
import { alternate } from './slices.ts';

const records = 50_000;

/** Records per second of a whole collection, against one SELECT of the same rows as JSON by the driver. */
export async function measureExport(frodb: RunningFrodb, dataDir: string): Promise<Row[]> {
  const { call, close } = benchClient(frodb);
  const created = (await call('POST', '/collections', {
    name: 'exported',
    fields: [
      { name: 'station', type: 'string' },
      { name: 'level', type: 'int' },
      { name: 'flow', type: 'float' },
      { name: 'taken_at', type: 'datetime' },
      { name: 'tags', type: 'array', items: { type: 'string' } },
      { name: 'note', type: 'text' },
    ],
  })) as { postgres_table: string };
  for (let start = 0; start < records; start += 10_000) {
    const batch = Array.from({ length: 10_000 }, (_, i) => ({
      station: `s${(start + i) % 50}`,
      level: start + i,
      flow: (start + i) / 7,
      taken_at: '2026-11-24T17:10:00.123Z',
      tags: ['água', 'rio'],
      note: `Medida ${start + i} na margem, com chuva e vento; nada mais a notar.`,
    }));
    await call('POST', '/collections/exported/records:batch', batch);
  }
  const [schema, table] = created.postgres_table.split('.');
  const select = `SELECT to_jsonb(t.*)::text AS row FROM "${schema}"."${table}" t ORDER BY id`;
  const pool: pg.Pool = benchPool(dataDir, 1);
  const client = new Pool(frodb.url);
  const measure = async (format: string): Promise<Row> => {
    const { ours, floor } = await alternate(
      async () => {
        const path = `/collections/exported/export?format=${format}`;
        const headers = { authorization: `Bearer ${frodb.key}` };
        const { statusCode, body } = await client.request({ method: 'GET', path, headers });
        if (statusCode !== 200) throw new Error(`GET ${path}: ${statusCode}`);
        await body.dump({ limit: Number.MAX_SAFE_INTEGER });
      },
      async () => void (await pool.query(select)),
    );
    return row(`export.${format}.rate`, 'records/s', ours.rate * records, floor.rate * records, '≥ 0.3');
  };
  const rows = [await measure('ndjson'), await measure('csv')];
  await pool.end();
  await client.destroy();
  close();
  return rows;
}
