import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { capabilities, sharedDir } from '../support/capabilities.ts';
import { testEngines } from '../support/engines.ts';
import type { TestEngines } from '../support/engines.ts';
import { client } from '../support/frodb.ts';
import { adminKey, startTestGateway } from '../support/gateway.ts';
import type { TestGateway } from '../support/gateway.ts';
import { loadCollection } from '../support/ir.ts';
import { measureQuality } from '../support/search-quality.ts';

/** What docs/search.md promises, by the whole way from the load to the page: batches, mean length, ties, paging. */
describe.skipIf(!capabilities.shared)('judged queries through the HTTP API', () => {
  let engines: TestEngines;
  let gateway: TestGateway;

  beforeAll(async () => {
    engines = await testEngines();
    gateway = await startTestGateway(engines);
  });
  afterAll(async () => {
    await gateway.close();
    await engines.drop();
  });

  it.each([
    ['cranfield', 'en', 0.52],
    ['ptmix', 'pt', 0.85],
  ])('find what they should in %s', { timeout: 300_000 }, async (name, language, goal) => {
    const call = client({ url: gateway.url, key: adminKey });
    const collection = loadCollection(join(sharedDir, 'data/ir', name));
    const settings = { language, typoTolerance: false, chunkSize: undefined, queries: Infinity };
    expect((await measureQuality(call, collection, settings)).ndcg10).toBeGreaterThanOrEqual(goal);
  });
});
