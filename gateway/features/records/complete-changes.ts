import { breathe } from '../../infra/breathe.ts';
import type { RunInWorker } from '../../infra/workers/request-worker.ts';
import type { Collection } from '../../write/collection.ts';
import type { PassageStatsCache } from '../../write/passage-stats.ts';
import type { RecordChange } from '../../write/prepared.ts';
import type { WriteEnv } from '../../write/env.ts';
import type { ChangeDraft } from './change.ts';
import { numberPassages, readPassages } from './passages.ts';
import type { PassageDraft } from './passages.ts';
import { weighDrafts } from './worker-client.ts';

/** Adds to each change the passages that its points stand for: kept ones read back, new ones analysed. */
export async function withPassages(
  { env, stats, runInWorker }: { env: WriteEnv; stats: PassageStatsCache; runInWorker: RunInWorker },
  collection: Collection,
  drafts: ChangeDraft[],
): Promise<RecordChange[]> {
  if (collection.qdrantCollection === null) {
    return drafts.map(({ change }) => ({ ...change, passages: null, droppedPassages: [] }));
  }
  const moving = drafts.filter((draft) => draft.keep !== null && draft.change.op === 'update');
  const before =
    moving.length > 0
      ? await readPassages(
          env.pg,
          collection,
          moving.map(({ change }) => change.id),
        )
      : new Map<string, PassageDraft[]>();
  const planned = [];
  for (const draft of drafts) {
    planned.push({ draft, ...(await plan(draft, before.get(draft.change.id) ?? [])) });
    await breathe();
  }
  const all = planned.flatMap(({ passages }) => passages);
  await weighDrafts(runInWorker, collection.schema, all, await stats.of(collection));
  const changes: RecordChange[] = [];
  for (const { draft, passages, dropped } of planned) {
    const numbered = draft.keep === null ? null : await numberPassages(passages);
    changes.push({ ...draft.change, passages: numbered, droppedPassages: dropped });
    await breathe();
  }
  return changes;
}

async function plan(
  { keep, fresh, fileOrder }: ChangeDraft,
  before: PassageDraft[],
): Promise<{ passages: PassageDraft[]; dropped: string[] }> {
  if (keep === null) return { passages: [], dropped: [] };
  const dropped: string[] = [];
  /** Passages by field and file, each list in the order that it has. */
  const lists = new Map<string, PassageDraft[]>();
  const position = ({ fileId }: PassageDraft): number => (fileId === null ? 0 : (fileOrder.get(fileId) ?? 0));
  const add = (passage: PassageDraft): void => {
    const place = `${passage.field} ${position(passage)}`;
    const list = lists.get(place);
    if (list) list.push(passage);
    else lists.set(place, [passage]);
  };
  for (const passage of before) {
    if (keep(passage)) add(passage);
    else dropped.push(passage.id);
    await breathe();
  }
  for (const passage of fresh) {
    add(passage);
    await breathe();
  }
  const inOrder = [...lists.values()].sort(([a], [b]) => a!.field - b!.field || position(a!) - position(b!));
  return { passages: inOrder.flat(), dropped };
}
