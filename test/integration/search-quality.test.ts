import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { capabilities } from '../support/capabilities.ts';
import { testEngines } from '../support/engines.ts';
import type { TestEngines } from '../support/engines.ts';
import { client } from '../support/frodb.ts';
import { adminKey, startTestGateway } from '../support/gateway.ts';
import type { TestGateway } from '../support/gateway.ts';
import { judgedSets, loadJudged } from '../support/judged-sets.ts';
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

  it.each(judgedSets)('find what they should in $name', { timeout: 300_000 }, async (set) => {
    const { name, language, floor } = set;
    const call = client({ url: gateway.url, key: adminKey });
    const settings = { language, typoTolerance: false, chunkSize: undefined, queries: Infinity };
    expect((await measureQuality(call, loadJudged(name), settings)).ndcg10).toBeGreaterThanOrEqual(floor);
  });
});
