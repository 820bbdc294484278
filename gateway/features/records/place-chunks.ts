import { yieldToLoop } from '../../infra/yield-to-loop.ts';
import type { Queryable } from '../../infra/postgres.ts';
import type { EncodedChunk, Ingest } from '../../ingest/index.ts';
import type { Collection } from '../../write/collection.ts';
import type { RecordChange, StoredChunk } from '../../write/prepared.ts';
import type { ChangeDraft } from './change.ts';
import { readChunks } from './store.ts';

/** Gives changes the chunks that their points stand for; made once for a write, used in each of its rounds. */
export type ChunkPlacer = (collection: Collection, drafts: ChangeDraft[]) => Promise<RecordChange[]>;

/** For changes without points. */
export const placeNone: ChunkPlacer = (_collection, drafts) =>
  Promise.resolve(drafts.map(({ change }) => ({ ...change, chunks: null, droppedChunks: [] })));

/** Kept chunks are read anew in every round, and encoded once. */
export function createChunkPlacer(pg: Queryable, ingest: Pick<Ingest, 'encode'>): ChunkPlacer {
  const known = new Map<string, EncodedChunk>();
  const readKept = async (
    collection: Collection,
    drafts: ChangeDraft[],
  ): Promise<Map<string, EncodedChunk[]>> => {
    const ids = drafts.flatMap(({ change, keep }) =>
      keep !== null && change.op === 'update' ? [change.id] : [],
    );
    if (ids.length === 0) return new Map();
    const byRecord = await readChunks(pg, collection, ids);
    const unknown = [...byRecord.values()].flat().filter(({ id }) => !known.has(id));
    for (const chunk of await ingest.encode(collection, unknown)) known.set(chunk.id, chunk);
    return new Map(
      [...byRecord].map(([id, chunks]) => [id, chunks.map((chunk) => known.get(chunk.id) as EncodedChunk)]),
    );
  };
  return async (collection, drafts) => {
    if (collection.qdrantCollection === null) return placeNone(collection, drafts);
    const before = await readKept(collection, drafts);
    const changes: RecordChange[] = [];
    for (const draft of drafts) {
      changes.push({ ...draft.change, ...(await placeChunks(draft, before.get(draft.change.id) ?? [])) });
    }
    return changes;
  };
}

/** The chunks that a record keeps and gets, in the order of fields, files and text. */
async function placeChunks(
  { keep, fresh, fileOrder }: ChangeDraft,
  before: EncodedChunk[],
): Promise<Pick<RecordChange, 'chunks' | 'droppedChunks'>> {
  if (keep === null) return { chunks: null, droppedChunks: [] };
  const position = ({ fileId }: EncodedChunk): number => (fileId === null ? 0 : (fileOrder.get(fileId) ?? 0));
  const droppedChunks: string[] = [];
  /** By field and file, each list in the order that it has. */
  const lists = new Map<string, EncodedChunk[]>();
  const add = (chunk: EncodedChunk): void => {
    const place = `${chunk.field} ${position(chunk)}`;
    const list = lists.get(place);
    if (list) list.push(chunk);
    else lists.set(place, [chunk]);
  };
  for (const chunk of before) {
    if (keep(chunk)) add(chunk);
    else droppedChunks.push(chunk.id);
    await yieldToLoop();
  }
  for (const chunk of fresh) {
    add(chunk);
    await yieldToLoop();
  }
  const inOrder = [...lists.values()].sort(([a], [b]) => a!.field - b!.field || position(a!) - position(b!));
  const numbers = new Map<number, number>();
  const chunks: StoredChunk[] = [];
  for (const list of inOrder) {
    for (const chunk of list) {
      const number = numbers.get(chunk.field) ?? 0;
      numbers.set(chunk.field, number + 1);
      chunks.push({ ...chunk, number });
      await yieldToLoop();
    }
  }
  return { chunks, droppedChunks };
}
