/**
 * `npm run bench:quality -- --data DIR`: how good the search is on a collection with judged queries (corpus.jsonl,
 * queries.jsonl, qrels.tsv, as BEIR has them), through the HTTP API. With --url and --key it uses a FroDB that runs
 * and leaves nothing in it; otherwise it starts one on a folder of its own.
 */
import { randomBytes } from 'node:crypto';
import { chmod, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { client, startFrodb } from '../support/frodb.ts';
import { loadCollection, scoreRun } from '../support/ir.ts';
import type { IrCollection, Ranked } from '../support/ir.ts';

const usage = `usage: npm run bench:quality -- --data DIR [--url URL --key KEY] [--language auto|pt|en]
  [--typo-tolerance] [--chunk-size N] [--queries N] [--json]`;

type Call = ReturnType<typeof client>;

interface Settings {
  language: string;
  typoTolerance: boolean;
  chunkSize: number | undefined;
  /** At most this many queries, evenly spread. */
  queries: number;
}

const batchRecords = 1_000;
const batchCharacters = 2_000_000;
const askers = 4;
const deepest = 100;

async function main(): Promise<void> {
  const { values } = parseArgs({
    options: {
      data: { type: 'string' },
      url: { type: 'string' },
      key: { type: 'string' },
      language: { type: 'string', default: 'auto' },
      'typo-tolerance': { type: 'boolean', default: false },
      'chunk-size': { type: 'string' },
      queries: { type: 'string' },
      json: { type: 'boolean', default: false },
    },
  });
  if (values.data === undefined || (values.url === undefined) !== (values.key === undefined)) {
    process.stderr.write(`${usage}\n`);
    process.exitCode = 2;
    return;
  }
  const settings: Settings = {
    language: values.language,
    typoTolerance: values['typo-tolerance'],
    chunkSize: values['chunk-size'] === undefined ? undefined : Number(values['chunk-size']),
    queries: values.queries === undefined ? Infinity : Number(values.queries),
  };
  const collection = loadCollection(values.data);
  const found =
    values.url !== undefined && values.key !== undefined
      ? await measure(client({ url: values.url, key: values.key }), collection, settings)
      : await measureOwn(collection, settings);
  print(found, values.json);
}

async function measureOwn(collection: IrCollection, settings: Settings): Promise<Measured> {
  const dataDir = await mkdtemp(join(tmpdir(), 'frodb-quality-'));
  // The engines run as another user where this one is root.
  await chmod(dataDir, 0o711);
  try {
    const frodb = await startFrodb(dataDir);
    try {
      return await measure(client(frodb), collection, settings);
    } finally {
      await frodb.stop();
    }
  } finally {
    await rm(dataDir, { recursive: true, force: true });
  }
}

type Measured = Awaited<ReturnType<typeof measure>>;

async function measure(call: Call, collection: IrCollection, settings: Settings) {
  const name = `quality_${randomBytes(6).toString('hex')}`;
  await call('POST', '/collections', schemaFor(name, settings));
  try {
    const started = performance.now();
    for (const records of batchesOf(collection))
      await call('POST', `/collections/${name}/records:batch`, records);
    const loaded = performance.now();
    const asked = sample(collection, settings.queries);
    const run = await askAll(call, name, asked);
    const seconds = (performance.now() - loaded) / 1_000;
    return {
      documents: collection.documents.length,
      ...scoreRun(asked.judgements, run),
      documentsPerSecond: collection.documents.length / ((loaded - started) / 1_000),
      queriesPerSecond: asked.queries.length / seconds,
    };
  } finally {
    await call('DELETE', `/collections/${name}`);
  }
}

function schemaFor(name: string, { language, typoTolerance, chunkSize }: Settings) {
  return {
    name,
    fields: [
      { name: 'doc', type: 'string', required: true },
      { name: 'body', type: 'text', vectorize: true },
    ],
    config: {
      language,
      typo_tolerance: typoTolerance,
      ...(chunkSize === undefined ? {} : { chunk_size: chunkSize, chunk_overlap: 0 }),
    },
  };
}

function* batchesOf({ documents }: IrCollection): Generator<{ doc: string; body: string }[]> {
  let batch: { doc: string; body: string }[] = [];
  let characters = 0;
  for (const { id, title, text } of documents) {
    const body = title === '' ? text : `${title}\n${text}`;
    batch.push({ doc: id, body });
    characters += body.length;
    if (batch.length < batchRecords && characters < batchCharacters) continue;
    yield batch;
    batch = [];
    characters = 0;
  }
  if (batch.length > 0) yield batch;
}

function sample({ documents, queries, judgements }: IrCollection, most: number): IrCollection {
  const every = Math.max(1, Math.ceil(queries.length / most));
  const kept = queries.filter((_, at) => at % every === 0);
  const judged = new Map(kept.map(({ id }) => [id, judgements.get(id) ?? new Map<string, number>()]));
  return { documents, queries: kept, judgements: judged };
}

/** Several at a time, as a page with many users would. */
async function askAll(call: Call, name: string, { queries }: IrCollection): Promise<Map<string, Ranked[]>> {
  const run = new Map<string, Ranked[]>();
  const waiting = queries.values();
  const ask = async (): Promise<void> => {
    for (const { id, text } of waiting) {
      const body = { query: text, limit: deepest, fields: ['doc'] };
      const { results } = (await call('POST', `/collections/${name}/search`, body)) as {
        results: { score: number; record: { doc: string } }[];
      };
      run.set(
        id,
        results.map(({ score, record }) => ({ id: record.doc, score })),
      );
    }
  };
  await Promise.all(Array.from({ length: askers }, ask));
  return run;
}

function print(measured: Measured, asJson: boolean): void {
  if (asJson) {
    process.stdout.write(`${JSON.stringify(measured)}\n`);
    return;
  }
  const { documents, queries, ndcg10, recall100, mrr10, documentsPerSecond, queriesPerSecond } = measured;
  process.stdout.write(
    `${documents} documents, ${queries} queries\n` +
      `nDCG@10 ${ndcg10.toFixed(4)}  Recall@100 ${recall100.toFixed(4)}  MRR@10 ${mrr10.toFixed(4)}\n` +
      `${documentsPerSecond.toFixed(0)} documents/s in, ${queriesPerSecond.toFixed(0)} queries/s out\n`,
  );
}

await main();
