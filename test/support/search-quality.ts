import { randomBytes } from 'node:crypto';
import type { client } from './frodb.ts';
import { scoreRun } from './ir.ts';
import type { IrCollection, Ranked } from './ir.ts';

type Call = ReturnType<typeof client>;

export interface QualitySettings {
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

export type Quality = Awaited<ReturnType<typeof measureQuality>>;

/** How good the search is, through the HTTP API, on a collection of records that it makes and drops. */
export async function measureQuality(call: Call, collection: IrCollection, settings: QualitySettings) {
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

function schemaFor(name: string, { language, typoTolerance, chunkSize }: QualitySettings) {
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
