import { breather } from '../../infra/breathe.ts';
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
  const breathe = breather();
  const planned = [];
  for (const draft of drafts) {
    planned.push({ draft, ...plan(draft, before.get(draft.change.id) ?? []) });
    await breathe();
  }
  const all = planned.flatMap(({ passages }) => passages);
  await weighDrafts(runInWorker, collection.schema, all, await stats.of(collection));
  const changes: RecordChange[] = [];
  for (const { draft, passages, dropped } of planned) {
    const numbered = draft.keep === null ? null : numberPassages(passages);
    changes.push({ ...draft.change, passages: numbered, droppedPassages: dropped });
    await breathe();
  }
  return changes;
}

function plan(draft: ChangeDraft, before: PassageDraft[]): { passages: PassageDraft[]; dropped: string[] } {
  const { keep, fresh, fileOrder } = draft;
  if (keep === null) return { passages: [], dropped: [] };
  const kept = before.filter(keep);
  const dropped = before.filter((passage) => !keep(passage)).map((passage) => passage.id);
  const position = ({ fileId }: PassageDraft): number => (fileId === null ? 0 : (fileOrder.get(fileId) ?? 0));
  const passages = [...kept, ...fresh].sort((a, b) => a.field - b.field || position(a) - position(b));
  return { passages, dropped };
}
