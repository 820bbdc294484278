/**
 * `npm run bench:quality -- --data DIR`: how good the search is on a collection with judged queries (corpus.jsonl,
 * queries.jsonl, qrels.tsv, as BEIR has them), through the HTTP API. With --url and --key it uses a FroDB that runs
 * and leaves nothing in it; otherwise it starts one on a folder of its own.
 */
import { chmod, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { client, startFrodb } from '../support/frodb.ts';
import { loadCollection } from '../support/ir.ts';
import type { IrCollection } from '../support/ir.ts';
import { measureQuality } from '../support/search-quality.ts';
import type { Quality, QualitySettings } from '../support/search-quality.ts';

const usage = `usage: npm run bench:quality -- --data DIR [--url URL --key KEY] [--language auto|pt|en]
  [--typo-tolerance] [--chunk-size N] [--queries N] [--json]`;

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
  const settings: QualitySettings = {
    language: values.language,
    typoTolerance: values['typo-tolerance'],
    chunkSize: values['chunk-size'] === undefined ? undefined : Number(values['chunk-size']),
    queries: values.queries === undefined ? Infinity : Number(values.queries),
  };
  const collection = loadCollection(values.data);
  const found =
    values.url !== undefined && values.key !== undefined
      ? await measureQuality(client({ url: values.url, key: values.key }), collection, settings)
      : await measureOwn(collection, settings);
  print(found, values.json);
}

async function measureOwn(collection: IrCollection, settings: QualitySettings): Promise<Quality> {
  const dataDir = await mkdtemp(join(tmpdir(), 'frodb-quality-'));
  // The engines run as another user where this one is root.
  await chmod(dataDir, 0o711);
  try {
    const frodb = await startFrodb(dataDir);
    try {
      return await measureQuality(client(frodb), collection, settings);
    } finally {
      await frodb.stop();
    }
  } finally {
    await rm(dataDir, { recursive: true, force: true });
  }
}

function print(measured: Quality, asJson: boolean): void {
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
