import { breathe } from '../../infra/breathe.ts';
import type { RunInWorker } from '../../infra/workers/request-worker.ts';
import type { Collection } from '../../write/collection.ts';
import type { ChunkStatsCache } from '../../write/chunk-stats.ts';
import type { RecordChange } from '../../write/prepared.ts';
import type { WriteEnv } from '../../write/env.ts';
import type { ChangeDraft } from './change.ts';
import { numberChunks, readChunks } from './chunks.ts';
import type { ChunkDraft } from './chunks.ts';
import { encodeDrafts } from './worker-client.ts';

/** Adds to each change the chunks that its points stand for: kept ones read back, new ones analysed. */
export async function withChunks(
  { env, stats, runInWorker }: { env: WriteEnv; stats: ChunkStatsCache; runInWorker: RunInWorker },
  collection: Collection,
  drafts: ChangeDraft[],
): Promise<RecordChange[]> {
  if (collection.qdrantCollection === null) {
    return drafts.map(({ change }) => ({ ...change, chunks: null, droppedChunks: [] }));
  }
  const moving = drafts.filter((draft) => draft.keep !== null && draft.change.op === 'update');
  const before =
    moving.length > 0
      ? await readChunks(
          env.pg,
          collection,
          moving.map(({ change }) => change.id),
        )
      : new Map<string, ChunkDraft[]>();
  const planned = [];
  for (const draft of drafts) {
    planned.push({ draft, ...(await plan(draft, before.get(draft.change.id) ?? [])) });
    await breathe();
  }
  const all = planned.flatMap(({ chunks }) => chunks);
  await encodeDrafts(runInWorker, collection.schema, all, await stats.of(collection));
  const changes: RecordChange[] = [];
  for (const { draft, chunks, dropped } of planned) {
    const numbered = draft.keep === null ? null : await numberChunks(chunks);
    changes.push({ ...draft.change, chunks: numbered, droppedChunks: dropped });
    await breathe();
  }
  return changes;
}

async function plan(
  { keep, fresh, fileOrder }: ChangeDraft,
  before: ChunkDraft[],
): Promise<{ chunks: ChunkDraft[]; dropped: string[] }> {
  if (keep === null) return { chunks: [], dropped: [] };
  const dropped: string[] = [];
  /** Chunks by field and file, each list in the order that it has. */
  const lists = new Map<string, ChunkDraft[]>();
  const position = ({ fileId }: ChunkDraft): number => (fileId === null ? 0 : (fileOrder.get(fileId) ?? 0));
  const add = (chunk: ChunkDraft): void => {
    const place = `${chunk.field} ${position(chunk)}`;
    const list = lists.get(place);
    if (list) list.push(chunk);
    else lists.set(place, [chunk]);
  };
  for (const chunk of before) {
    if (keep(chunk)) add(chunk);
    else dropped.push(chunk.id);
    await breathe();
  }
  for (const chunk of fresh) {
    add(chunk);
    await breathe();
  }
  const inOrder = [...lists.values()].sort(([a], [b]) => a!.field - b!.field || position(a!) - position(b!));
  return { chunks: inOrder.flat(), dropped };
}
