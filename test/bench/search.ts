import type pg from 'pg';
import { QdrantClient } from '@qdrant/js-client-rest';
import { prepareQuery } from '../../gateway/text/index.ts';
import { engineAddresses } from '../support/frodb.ts';
import type { RunningFrodb } from '../support/frodb.ts';
import { queryOf, textOf } from './corpus.ts';
import { benchClient } from './http-client.ts';
import type { BenchClient } from './http-client.ts';
import { benchPool } from './pool.ts';
import { row } from './report.ts';
import type { Row } from './report.ts';
import { alternate } from './slices.ts';
import type { Work } from './slices.ts';

type Call = BenchClient['call'];

const batchSize = 5_000;
const hits = 50;
const page = 10;

/**
 * Filters that let through 50 %, 1 % and .01 % of the records; each is another one with every search. By how the field
 * is looked up: in the payload of the points, by an index of Postgres, or by reading the whole table.
 */
const filteredFields = { payload: 'kept', indexed: 'listed', scanned: 'plain' };
const filters = [
  (field: string, n: number) => between(field, (n * 37) % 5_000, 5_000),
  (field: string, n: number) => between(field, (n * 37) % 9_900, 100),
  (field: string, n: number) => ({ [field]: (n * 37) % 10_000 }),
];

function between(field: string, from: number, count: number): object {
  return { [field]: { $gte: from, $lt: from + count } };
}

interface Loaded {
  name: string;
  qdrantCollection: string;
  /** With what a floor needs and nothing more: point, text. */
  table: string;
}

/** Searches of four words over HTTP against the same points asked from Qdrant and ten rows from Postgres. */
export async function measureSearch(
  frodb: RunningFrodb,
  dataDir: string,
  wanted: (name: string) => boolean,
): Promise<Row[]> {
  const { call, close } = benchClient(frodb);
  const { qdrantUrl, qdrantApiKey } = engineAddresses(dataDir);
  const pool = benchPool(dataDir, 8);
  const headers = { 'accept-encoding': 'identity' };
  const qdrant = new QdrantClient({
    url: qdrantUrl,
    apiKey: qdrantApiKey,
    checkCompatibility: false,
    headers,
  });
  const rows: Row[] = [];
  try {
    if (wanted('search.keyword.5k')) {
      const small = await loadRecords(call, pool, 'texts_5k', 5_000);
      rows.push(await measureOne('search.keyword.5k.p50', small, { call, pool, qdrant }));
    }
    if (wanted('search.keyword.100k') || wanted('search.filtered')) {
      const large = await loadRecords(call, pool, 'texts_100k', 100_000);
      rows.push(...(await measureLarge(large, { call, pool, qdrant }, wanted)));
    }
    return rows;
  } finally {
    close();
    await pool.end();
  }
}

interface Clients {
  call: Call;
  pool: pg.Pool;
  qdrant: QdrantClient;
}

async function measureLarge(
  large: Loaded,
  clients: Clients,
  wanted: (name: string) => boolean,
): Promise<Row[]> {
  const rows: Row[] = [];
  if (wanted('search.keyword.100k.p50')) {
    rows.push(await measureOne('search.keyword.100k.p50', large, clients));
  }
  if (wanted('search.keyword.100k.rate8')) {
    const { ours, floor } = await alternate(ask(large, clients.call), bare(large, clients), { clients: 8 });
    rows.push(row('search.keyword.100k.rate8', '1/s', ours.rate, floor.rate, '≥ 0.5'));
  }
  for (const [kind, field] of Object.entries(filteredFields)) {
    const name = `search.filtered.100k.${kind}.p50`;
    if (wanted(name)) rows.push(await measureFiltered(name, field, large, clients));
  }
  return rows;
}

async function measureOne(name: string, loaded: Loaded, clients: Clients): Promise<Row> {
  const { ours, floor } = await alternate(ask(loaded, clients.call), bare(loaded, clients));
  return row(name, 'ms', ours.p50, floor.p50, '≤ 2');
}

/** The slowest of the three. */
async function measureFiltered(name: string, field: string, loaded: Loaded, clients: Clients): Promise<Row> {
  const measured: Row[] = [];
  for (const filter of filters) {
    const filtered = ask(loaded, clients.call, (n) => filter(field, n));
    const { ours, floor } = await alternate(filtered, bare(loaded, clients));
    measured.push(row(name, 'ms', ours.p50, floor.p50, '≤ 4'));
  }
  return measured.reduce((slowest, one) => ((one.ratio ?? 0) > (slowest.ratio ?? 0) ? one : slowest));
}

function ask({ name }: Loaded, call: Call, filter?: (n: number) => object): Work {
  const path = `/collections/${name}/search`;
  return async (n) => {
    await call('POST', path, {
      query: queryOf(n),
      limit: page,
      ...(filter ? { filters: filter(n) } : {}),
    });
  };
}

/** One sparse query without payload, then one prepared SELECT of the ten best with their text. */
function bare({ qdrantCollection, table }: Loaded, { pool, qdrant }: Clients): Work {
  return async (n) => {
    const { vector } = await prepareQuery(queryOf(n), { language: 'pt', collectionLanguages: {} });
    const { points } = await qdrant.query(qdrantCollection, {
      query: vector,
      using: 'text',
      limit: hits,
      with_payload: false,
    });
    const ids = points.slice(0, page).map(({ id }) => id);
    await pool.query({
      name: `bare-${table}`,
      text: `SELECT id, text FROM ${table} WHERE id = ANY($1::uuid[])`,
      values: [ids],
    });
  };
}

async function loadRecords(call: Call, pool: pg.Pool, name: string, count: number): Promise<Loaded> {
  const created = (await call('POST', '/collections', {
    name,
    fields: [
      { name: 'title', type: 'string' },
      { name: 'body', type: 'text', vectorize: true },
      { name: 'kept', type: 'int', filterable: true },
      { name: 'listed', type: 'int', indexed: true },
      { name: 'plain', type: 'int' },
      { name: 'day', type: 'date' },
    ],
    config: { language: 'pt' },
  })) as { postgres_table: string; qdrant_collection: string };
  for (let start = 0; start < count; start += batchSize) {
    await call('POST', `/collections/${name}/records:batch`, recordsFrom(start));
  }
  const table = `bench_${name}`;
  const points = created.postgres_table.replace(/[^.]+$/, (own) => `${own}_chunks`);
  const chunks = created.postgres_table.replace(/[^.]+$/, (own) => `${own}_passages`);
  await pool.query(`CREATE TABLE ${table} AS SELECT c.point_id AS id, p.text FROM ${points} c
    JOIN ${chunks} p ON p.id = c.passage_id`);
  await pool.query(`ALTER TABLE ${table} ADD PRIMARY KEY (id)`);
  await pool.query('VACUUM ANALYZE');
  return { name, qdrantCollection: created.qdrant_collection, table };
}

function recordsFrom(start: number): object[] {
  return Array.from({ length: batchSize }, (_, i) => {
    const n = start + i;
    return {
      title: `texto ${n}`,
      body: textOf(n),
      kept: (n * 7_919) % 10_000,
      listed: (n * 7_919) % 10_000,
      plain: (n * 7_919) % 10_000,
      day: '2026-11-24',
    };
  });
}
