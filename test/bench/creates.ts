import { randomBytes, randomUUID } from 'node:crypto';
import { Client as MinioClient } from 'minio';
import type pg from 'pg';
import { QdrantClient } from '@qdrant/js-client-rest';
import { analyze, documentVector } from '../../gateway/text/index.ts';
import { engineAddresses } from '../support/frodb.ts';
import type { RunningFrodb } from '../support/frodb.ts';
import { benchClient } from './http-client.ts';
import { benchPool } from './pool.ts';
import type { BenchClient } from './http-client.ts';
import { row } from './report.ts';
import type { Row } from './report.ts';
import { alternate } from './slices.ts';

const words =
  'rio margem chuva sedimento medida estação peixe ponte bacia vazão turbidez campo água solo'.split(' ');

function sentence(n: number): string {
  return Array.from({ length: 30 }, (_, i) => words[(n * 7 + i * 3) % words.length]).join(' ');
}

function plain(n: number) {
  return {
    a: `código ${n}`,
    b: `nome ${n}`,
    c: n,
    d: n * 2,
    e: n / 3,
    f: n % 2 === 0,
    g: '2026-11-24',
    h: 'x',
  };
}

const fields = [
  { name: 'a', type: 'string' },
  { name: 'b', type: 'string' },
  { name: 'c', type: 'int' },
  { name: 'd', type: 'int' },
  { name: 'e', type: 'float' },
  { name: 'f', type: 'boolean' },
  { name: 'g', type: 'date' },
];
const insert = `INSERT INTO bench (id, a, b, c, d, e, f, g, h) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)`;

/** Creates with a file. The floor's MinIO is FroDB's own, so that both wait until it is on the disk. */
const files = [
  { name: '4kb.rate8', bytes: 4_096, clients: 8, measure: 'rate', goal: '≥ 0.45' },
  { name: '1mb.p50', bytes: 1_048_576, clients: 1, measure: 'p50', goal: '≤ 1.5' },
  { name: '16mb.rate', bytes: 16 * 1_048_576, clients: 1, measure: 'rate', goal: '≥ 0.8' },
] as const;

/** Creates over HTTP against the bare engines through their own clients. */
export async function measureCreates(
  frodb: RunningFrodb,
  dataDir: string,
  wanted: (name: string) => boolean,
): Promise<Row[]> {
  const pool = benchPool(dataDir, 10);
  const ours = benchClient(frodb);
  try {
    return await measure(ours, dataDir, pool, wanted);
  } finally {
    ours.close();
    await pool.end();
  }
}

async function measure(
  { call, upload }: BenchClient,
  dataDir: string,
  pool: pg.Pool,
  wanted: (name: string) => boolean,
): Promise<Row[]> {
  const engines = engineAddresses(dataDir);
  await pool.query(`CREATE TABLE bench (id uuid PRIMARY KEY, a text, b text, c bigint, d bigint, e float8, f boolean,
    g date, h text, file jsonb)`);
  const qdrant = new QdrantClient({
    url: engines.qdrantUrl,
    apiKey: engines.qdrantApiKey,
    checkCompatibility: false,
    headers: { 'accept-encoding': 'identity' },
  });
  await qdrant.createCollection('bench', { sparse_vectors: { text: { modifier: 'idf' } } });
  const minio = new MinioClient(engines.minio);
  await minio.makeBucket('bench');
  await call('POST', '/collections', { name: 'plain', fields: [...fields, { name: 'h', type: 'string' }] });
  await call('POST', '/collections', {
    name: 'texts',
    fields: [...fields, { name: 'h', type: 'text', vectorize: true }],
  });
  const file = { name: 'file', type: 'file', extract_config: { extract_text: false } };
  await call('POST', '/collections', { name: 'with_files', fields: [...fields, file] });

  const insertRow = (n: number, h: string): Promise<unknown> =>
    pool.query({
      name: 'bench',
      text: insert,
      values: [randomUUID(), ...Object.values(plain(n)).slice(0, 7), h],
    });
  const upsert = (points: { id: string; text: string }[]): Promise<unknown> =>
    qdrant.upsert('bench', {
      wait: true,
      points: points.map(({ id, text }) => ({
        id,
        vector: { text: documentVector(analyze(text, 'pt'), 30) },
        payload: {},
      })),
    });
  const create = {
    plain: async (n: number) => void (await call('POST', '/collections/plain/records', plain(n))),
    text: async (n: number) =>
      void (await call('POST', '/collections/texts/records', { ...plain(n), h: sentence(n) })),
  };
  const floor = {
    plain: async (n: number) => void (await insertRow(n, 'x')),
    text: async (n: number) => {
      await insertRow(n, sentence(n));
      await upsert([{ id: randomUUID(), text: sentence(n) }]);
    },
  };
  const rows: Row[] = [];
  for (const [name, kind, p50, rate8] of [
    ['create.plain', 'plain', '≤ 3.5', '≥ 0.25'],
    ['create.vector', 'text', '≤ 2', '≥ 0.5'],
  ] as const) {
    if (wanted(`${name}.p50`)) {
      const { ours, floor: bare } = await alternate(create[kind], floor[kind]);
      rows.push(row(`${name}.p50`, 'ms', ours.p50, bare.p50, p50));
    }
    if (wanted(`${name}.rate8`)) {
      const { ours, floor: bare } = await alternate(create[kind], floor[kind], { clients: 8 });
      rows.push(row(`${name}.rate8`, '1/s', ours.rate, bare.rate, rate8));
    }
  }
  for (const { name, bytes: size, clients, measure, goal } of files) {
    if (!wanted(`create.file.${name}`)) continue;
    const bytes = randomBytes(size);
    const measured = await alternate(
      async () => {
        await upload('/collections/with_files/records', { field: 'file', name: 'f.bin', bytes });
      },
      async (n) => {
        await minio.putObject('bench', randomUUID(), bytes, bytes.length);
        await insertRow(n, 'x');
      },
      { clients },
    );
    const unit = measure === 'p50' ? 'ms' : '1/s';
    rows.push(row(`create.file.${name}`, unit, measured.ours[measure], measured.floor[measure], goal));
  }
  if (!wanted('create.batch.rate')) return rows;
  const batch = await alternate(
    async (n) => {
      const records = Array.from({ length: 1_000 }, (_, i) => ({ ...plain(i), h: sentence(n * 1_000 + i) }));
      await call('POST', '/collections/texts/records:batch', records);
    },
    async (n) => {
      const texts = Array.from({ length: 1_000 }, (_, i) => sentence(n * 1_000 + i));
      const values = texts.map((text, i) => [randomUUID(), ...Object.values(plain(i)).slice(0, 7), text]);
      const places = values.map(
        (_, i) => `(${Array.from({ length: 9 }, (__, j) => `$${i * 9 + j + 1}`).join(',')})`,
      );
      await pool.query(
        `INSERT INTO bench (id, a, b, c, d, e, f, g, h) VALUES ${places.join(',')}`,
        values.flat(),
      );
      for (let i = 0; i < 1_000; i += 250) {
        await upsert(texts.slice(i, i + 250).map((text) => ({ id: randomUUID(), text })));
      }
    },
    { warmUpMs: 2_000 },
  );
  rows.push(row('create.batch.rate', 'batches/s', batch.ours.rate, batch.floor.rate, '≥ 0.5'));
  return rows;
}
