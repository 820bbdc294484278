import { randomUUID } from 'node:crypto';
import { QdrantClient } from '@qdrant/js-client-rest';
import { analyze, documentVector } from '../../gateway/text/index.ts';
import { engineAddresses } from '../support/frodb.ts';
import type { RunningFrodb } from '../support/frodb.ts';
import { textOf } from './corpus.ts';
import { benchClient } from './http-client.ts';
import { row } from './report.ts';
import type { Row } from './report.ts';
import { alternate } from './slices.ts';

const count = 10_000;
const upsertBatch = 256;
/** Words of a text that count, about; the mean that the floor's ready vectors are made with. */
const meanLength = 27;

/** Short documents per second by batch, against upserts of their ready sparse points. */
export async function measureIngest(frodb: RunningFrodb, dataDir: string): Promise<Row> {
  const { call, close } = benchClient(frodb);
  const { qdrantUrl, qdrantApiKey } = engineAddresses(dataDir);
  const qdrant = new QdrantClient({
    url: qdrantUrl,
    apiKey: qdrantApiKey,
    checkCompatibility: false,
    headers: { 'accept-encoding': 'identity' },
  });
  const texts = Array.from({ length: count }, (_, n) => textOf(n));
  const records = texts.map((body) => ({ body }));
  const vectors = texts.map((text) => documentVector(analyze(text, 'pt'), meanLength));
  const fields = [{ name: 'body', type: 'text', vectorize: true }];
  await call('POST', '/collections', { name: 'ingest', fields, config: { language: 'pt' } });
  await qdrant.createCollection('bench_ingest', { sparse_vectors: { text: { modifier: 'idf' } } });
  try {
    const { ours, floor } = await alternate(
      async () => void (await call('POST', '/collections/ingest/records:batch', records)),
      async () => {
        // Idle for as long as ours took, the connection may just be closed by Qdrant.
        await qdrant.collectionExists('bench_ingest').catch(() => undefined);
        for (let from = 0; from < count; from += upsertBatch) {
          const points = vectors
            .slice(from, from + upsertBatch)
            .map((text) => ({ id: randomUUID(), vector: { text }, payload: {} }));
          await qdrant.upsert('bench_ingest', { wait: true, points });
        }
      },
    );
    return row('ingest.text.rate', 'documents/s', ours.rate * count, floor.rate * count, '≥ 0.5');
  } finally {
    close();
    await qdrant.deleteCollection('bench_ingest');
  }
}
