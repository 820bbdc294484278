import type { CommitGroup, CommitOutcome, CommitRequest } from './commit-request.ts';
import { lengthOf } from './commit-slices.ts';
import { commitGroup } from './commit.ts';
import type { WriteEnv } from './env.ts';

/** Characters; larger records gain nothing by company. */
const smallRecord = 4_000;

/**
 * Commits a write. Small creates that come while others of their collection (as this gateway last read it) are being
 * committed go together, in one transaction: that costs Postgres a third of what it costs to take them one by one.
 */
export async function commit(env: WriteEnv, request: CommitRequest): Promise<CommitOutcome> {
  if (!isSmallCreate(request)) return commitGroup(env, [request]);
  const run = (group: CommitGroup) => commitTogether(env, group);
  const outcome = await env.groupCommits.add(request.write.collection, request, run);
  return outcome ?? commitGroup(env, [request]);
}

/** What a group is refused for may be the fault of one: null, for they go one by one then, and each learns its own. */
async function commitTogether(env: WriteEnv, group: CommitGroup): Promise<CommitOutcome | null> {
  if (group.length === 1) return commitGroup(env, group);
  const outcome = await commitGroup(env, group).catch(() => null);
  return outcome?.kind === 'committed' || outcome?.kind === 'lost' ? outcome : null;
}

/** Of nothing but a row, and of a collection where no unique value could be taken, or be waited for. */
function isSmallCreate({ write, intents, idempotency }: CommitRequest): boolean {
  const [change, second] = write.changes;
  if (change?.op !== 'create' || second || intents.length > 0 || idempotency) return false;
  if (change.addedFiles.length > 0 || (change.chunks ?? []).length > 0) return false;
  return lengthOf(change) <= smallRecord && !write.collection.schema.fields.some(({ unique }) => unique);
}
