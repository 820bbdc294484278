import type { Collection } from './collection.ts';
import { commitGroup, lengthOf } from './commit.ts';
import type { CommitGroup, CommitOutcome, CommitRequest } from './commit.ts';
import type { WriteEnv } from './env.ts';

/** Creates of one collection that wait for those under way. */
export interface CommitQueue {
  isBusy: boolean;
  waiting: Waiting[];
}

interface Waiting {
  request: CommitRequest;
  resolve: (outcome: CommitOutcome) => void;
  reject: (error: unknown) => void;
}

/** Of each collection as this gateway last read it. */
export type CommitQueues = WeakMap<Collection, CommitQueue>;

/** One statement stays small enough to be made and read in a millisecond or two. */
const groupMost = 100;
/** Characters; larger records gain nothing by company. */
const smallRecord = 4_000;
/** A commit that takes longer may wait for a lock, or for an answer that never comes: the next ones go ahead of it. */
const patienceMs = 50;

/**
 * Commits a write. Small creates that come while others of their collection are being committed go together, in one
 * transaction: that costs Postgres a third of what it costs to take them one by one. Nobody waits for company: with
 * nothing under way a create is sent at once.
 */
export function commit(env: WriteEnv, request: CommitRequest): Promise<CommitOutcome> {
  if (!isSmallCreate(request)) return commitGroup(env, [request]);
  const { queues } = env.held;
  const { collection } = request.write;
  let queue = queues.get(collection);
  if (!queue) queues.set(collection, (queue = { isBusy: false, waiting: [] }));
  return enqueue(env, queue, request);
}

/** Of nothing but a row, and of a collection where no unique value could be taken, or be waited for. */
function isSmallCreate({ write, intents, idempotency }: CommitRequest): boolean {
  const [change, second] = write.changes;
  if (change?.op !== 'create' || second || intents.length > 0 || idempotency) return false;
  if (change.addedFiles.length > 0 || (change.passages ?? []).length > 0) return false;
  return lengthOf(change) <= smallRecord && !write.collection.schema.fields.some(({ unique }) => unique);
}

function enqueue(env: WriteEnv, queue: CommitQueue, request: CommitRequest): Promise<CommitOutcome> {
  return new Promise((resolve, reject) => {
    queue.waiting.push({ request, resolve, reject });
    if (!queue.isBusy) sendWaiting(env, queue);
  });
}

function sendWaiting(env: WriteEnv, queue: CommitQueue): void {
  const [first, ...others] = queue.waiting.splice(0, groupMost);
  queue.isBusy = first !== undefined;
  if (!first) return;
  let isDone = false;
  const goOn = (): void => {
    if (isDone) return;
    isDone = true;
    clearTimeout(timer);
    sendWaiting(env, queue);
  };
  const timer = setTimeout(goOn, patienceMs);
  void commitAll(env, [first, ...others]).then(goOn);
}

/** Each learns what became of its own: what a group is refused for may be one write's only, so they go one by one then. */
async function commitAll(env: WriteEnv, waiting: [Waiting, ...Waiting[]]): Promise<void> {
  const [first, ...others] = waiting;
  if (others.length > 0) {
    const group: CommitGroup = [first.request, ...others.map(({ request }) => request)];
    const outcome = await commitGroup(env, group).catch(() => null);
    if (outcome?.kind === 'committed' || outcome?.kind === 'lost') {
      for (const { resolve } of waiting) resolve(outcome);
      return;
    }
  }
  const alone = ({ request, resolve, reject }: Waiting): Promise<void> =>
    commitGroup(env, [request]).then(resolve, reject);
  await Promise.all(waiting.map(alone));
}
