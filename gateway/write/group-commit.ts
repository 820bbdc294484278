import { Joiner } from '../infra/joiner.ts';
import type { Collection } from './collection.ts';
import type { CommitOutcome, CommitRequest } from './commit-request.ts';
import { lengthOf } from './commit-slices.ts';
import { commitGroup } from './commit.ts';
import type { WriteEnv } from './env.ts';

/** Small creates by collection, as this gateway last read it. */
type CommitJoiner = Joiner<Collection, CommitRequest, CommitOutcome | null, CommitOutcome>;

/** Of each gateway. */
const joiners = new WeakMap<WriteEnv, CommitJoiner>();
/** One statement stays small enough to be made and read in a millisecond or two; one that takes long waits for a lock. */
const options = { most: 100, patienceMs: 50 };

/** Characters; larger records gain nothing by company. */
const smallRecord = 4_000;

/**
 * Commits a write. Small creates that come while others of their collection are being committed go together, in one
 * transaction: that costs Postgres a third of what it costs to take them one by one.
 */
export function commit(env: WriteEnv, request: CommitRequest): Promise<CommitOutcome> {
  if (!isSmallCreate(request)) return commitGroup(env, [request]);
  let joiner = joiners.get(env);
  if (!joiner) joiners.set(env, (joiner = new Joiner(options)));
  return joiner.add(request.write.collection, request, {
    run: async (group) => {
      if (group.length === 1) return commitGroup(env, group);
      const outcome = await commitGroup(env, group).catch(() => null);
      return outcome?.kind === 'committed' || outcome?.kind === 'lost' ? outcome : null;
    },
    // What a group is refused for may be the fault of one: they go one by one then, and each learns its own.
    take: (outcome, one) => outcome ?? commitGroup(env, [one]),
  });
}

/** Of nothing but a row, and of a collection where no unique value could be taken, or be waited for. */
function isSmallCreate({ write, intents, idempotency }: CommitRequest): boolean {
  const [change, second] = write.changes;
  if (change?.op !== 'create' || second || intents.length > 0 || idempotency) return false;
  if (change.addedFiles.length > 0 || (change.chunks ?? []).length > 0) return false;
  return lengthOf(change) <= smallRecord && !write.collection.schema.fields.some(({ unique }) => unique);
}
