import { beforeEach, describe, expect, it } from 'vitest';
import { rowText, searchedCollection, statsOf } from '../../../test/support/search-parts.ts';
import type { Postgres, Transaction } from '../../infra/postgres.ts';
import { createMemoryVectors } from '../../infra/vectors-memory.ts';
import type { VectorStore } from '../../infra/vectors.ts';
import { documentVector, analyze } from '../../text/index.ts';
import { noLostFiles } from '../../write/lost-files.ts';
import type { PageRow } from './join.ts';
import { createSearchService } from './service.ts';

const collection = searchedCollection();
const index = collection.qdrantCollection ?? '';
/** Sizes of what the vector store was asked for. */
let asked: number[];
let vectors: VectorStore;
/** Record of each live point. */
let live: Map<string, string>;

beforeEach(async () => {
  const memory = createMemoryVectors();
  asked = [];
  live = new Map();
  vectors = {
    ...memory,
    search: (name, request) => {
      asked.push(request.limit);
      return memory.search(name, request);
    },
  };
  await memory.createCollection(index, { indexes: [] });
});

/** Points of one text, each of the record that is called as it is, so far as they are live. */
async function put(ids: string[], text: string, isLive = true): Promise<void> {
  const vector = JSON.stringify(documentVector(analyze(text, 'pt'), 5));
  await vectors.upsert(
    index,
    ids.map((id) => ({ id, vectors: { text: vector }, payload: {} })),
  );
  if (isLive) for (const id of ids) live.set(id, id);
}

/** Does what the statement of a page does, for records of one chunk. */
function pageOf([points, scores, limit, offset]: unknown[]): PageRow[] {
  const listed = (list: unknown): string[] => String(list).slice(1, -1).split(',');
  const found = listed(points).map((id, at) => ({ id, score: Number(listed(scores)[at]), position: at + 1 }));
  const hits = found.filter(({ id }) => live.has(id));
  const best = hits.toSorted((a, b) => b.score - a.score || (a.id < b.id ? -1 : 1));
  const positions = hits.length < found.length ? hits.map(({ position }) => position) : null;
  return best.slice(Number(offset), Number(offset) + Number(limit)).map(({ id, score }) => ({
    field: 1,
    number: 0,
    score,
    text: id,
    page: null,
    boxes: null,
    live: positions,
    record_score: score,
    record: rowText(id),
  }));
}

/** Finds `movedOn` once; before the second look `onSnapshot` happens. */
function searching(movedOn: boolean, onSnapshot = () => undefined as void) {
  const query = async (text: string, params: unknown[] = []) => {
    if (text.includes('frodb.garbage')) return movedOn ? [{}] : [];
    return text.includes('unnest') ? pageOf(params) : [];
  };
  const pg = {
    query,
    transaction: (work: (tx: Transaction) => Promise<unknown>) => {
      onSnapshot();
      return work({ query } as unknown as Transaction);
    },
  } as unknown as Postgres;
  const service = createSearchService({
    pg,
    vectors,
    noticeLoss: () => undefined,
    beingRebuilt: () => Promise.reject(new Error('nothing is rebuilt here')),
    garbageDelaySeconds: 60,
    stats: { of: async () => statsOf(100, 100), add: () => undefined },
    lostFiles: { of: async () => noLostFiles, mark: async () => [], clear: async () => undefined },
  });
  return async (limit: number, offset = 0) => {
    const { results } = await service.search(collection, { query: 'lontra', limit, offset });
    return results.map(({ id }) => id);
  };
}

const named = (letter: string, count: number): string[] =>
  Array.from({ length: count }, (_, n) => `${letter}${String(n).padStart(3, '0')}`);

describe('a page', () => {
  it('is full although dead points come first: more hits are asked for', async () => {
    await put(named('dead', 30), 'lontra lontra', false);
    await put(named('a', 20), 'lontra entre muitas outras palavras');
    const search = searching(false);
    expect(await search(10)).toEqual(named('a', 20).slice(0, 10));
    expect(asked).toEqual([20, 80]);
  });

  it('has equal scores by id, whichever of them the vector store gives first', async () => {
    await put(named('a', 100).toReversed(), 'lontra no rio');
    const search = searching(false);
    expect(await search(10)).toEqual(named('a', 10));
    expect(await search(10, 10)).toEqual(named('a', 20).slice(10));
  });

  it('asks once where the last result is better than the last hit', async () => {
    await put(named('a', 10), 'lontra');
    await put(named('b', 20), 'lontra entre muitas outras palavras');
    expect(await searching(false)(10)).toEqual(named('a', 10));
    expect(asked).toEqual([20]);
  });

  it('is what there is, where there is less', async () => {
    await put(named('a', 3), 'lontra');
    expect(await searching(false)(10)).toEqual(named('a', 3));
    expect(asked).toEqual([20]);
  });
});

describe('a hit that no row backs', () => {
  it('is dropped, and nothing more is done where it is old', async () => {
    await put(['a'], 'lontra');
    await put(['b'], 'lontra', false);
    expect(await searching(false)(10)).toEqual(['a']);
    expect(asked).toHaveLength(1);
  });

  it('has the search run once more on a snapshot where rows have just moved on', async () => {
    await put(['a'], 'lontra');
    await put(['b'], 'lontra', false);
    expect(await searching(true, () => live.set('b', 'b'))(10)).toEqual(['a', 'b']);
    expect(asked).toHaveLength(2);
  });
});

it.each([
  ['no vectorised field', { qdrantCollection: null }, {}, 'query not_searchable'],
  ['a field that is not there', {}, { fields: ['nope'] }, 'fields[0] unknown_field'],
  ['a filter of one', {}, { filters: { nope: 1 } }, 'filters.nope unknown_field'],
])('%s is refused', async (_, changed, request, problem) => {
  const service = createSearchService({
    pg: {} as Postgres,
    vectors,
    noticeLoss: () => undefined,
    beingRebuilt: () => Promise.reject(new Error('nothing is rebuilt here')),
    garbageDelaySeconds: 60,
    stats: { of: async () => statsOf(0, 0), add: () => undefined },
    lostFiles: { of: async () => noLostFiles, mark: async () => [], clear: async () => undefined },
  });
  const refused = service.search(
    { ...collection, ...changed },
    { query: 'x', limit: 1, offset: 0, ...request },
  );
  const [path, code] = problem.split(' ');
  await expect(refused).rejects.toMatchObject({ errors: [{ path, code }] });
});
