import { retryWhileUnavailable } from '../infra/engine-retry.ts';
import { MissingContainerError } from '../infra/missing-container.ts';
import type { Collection } from './collection.ts';
import type { WriteEnv } from './env.ts';
import { newId } from './ids.ts';
import { extendIntent, letGo, openIntent } from './intents.ts';
import type { Intent, Round } from './intents.ts';
import { explainMissing } from './missing.ts';
import { rollBack } from './roll-back.ts';

/** What of a collection an intent names. */
type Place = Pick<Collection, 'id' | 'name' | 'databaseName' | 'bucket' | 'qdrantCollection'>;

/** The one intent of a write: committed with the first thing that is listed on it, before that is put. */
export class OwnIntent {
  readonly id = newId();
  readonly #env: WriteEnv;
  readonly #place: Place;
  #intent: Intent | null = null;

  constructor(env: WriteEnv, place: Place) {
    this.#env = env;
    this.#place = place;
  }

  /** null while nothing is listed, and from when a commit, or whoever settles one, has it. */
  get current(): Intent | null {
    return this.#intent;
  }

  /** Lists an object's key. Errors: 503 when the intent was claimed meanwhile, or Postgres does not answer. */
  async listKey(key: string): Promise<void> {
    this.#intent = this.#intent
      ? await extendIntent(this.#env, this.#intent, { keys: [key] })
      : await retryWhileUnavailable(this.#env.times.engineRetrySeconds, () =>
          this.#open(this.#place, { keys: [key], rounds: [] }),
        );
  }

  /**
   * Lists the points of a round, of the collection as the round has it: if it has moved to another Qdrant collection
   * since the last one, that is where they are. Errors: 503 as for a key.
   */
  async listRound(place: Place, round: Round): Promise<void> {
    const { qdrantCollection } = place;
    this.#intent = this.#intent
      ? await extendIntent(this.#env, this.#intent, { round, qdrantCollection })
      : await this.#open(place, { keys: [], rounds: [round] });
  }

  /** Gives the intent to whoever brings it to its end. */
  handOver(): Intent | null {
    const intent = this.#intent;
    this.#intent = null;
    return intent;
  }

  /** The commit has taken it out. */
  done(): void {
    const intent = this.handOver();
    if (intent) letGo(this.#env, intent);
  }

  #open(place: Place, listed: Pick<Intent, 'keys' | 'rounds'>): Promise<Intent> {
    const { id: collectionId, bucket, qdrantCollection } = place;
    return openIntent(this.#env, {
      id: this.id,
      kind: 'write',
      collectionId,
      bucket,
      qdrantCollection,
      ...listed,
    });
  }
}

/**
 * Runs what puts and commits, with an intent of its own. What `work` throws rolls back what was put; a store that has no
 * bucket or Qdrant collection is told as what that means.
 */
export async function withIntent<Result>(
  env: WriteEnv,
  place: Place,
  work: (intent: OwnIntent) => Promise<Result>,
): Promise<Result> {
  const own = new OwnIntent(env, place);
  try {
    return await work(own);
  } catch (error) {
    const intent = own.handOver();
    if (intent) await rollBack(env, intent, error);
    if (!(error instanceof MissingContainerError)) throw error;
    throw (await explainMissing(env, error, place)) ?? error;
  }
}
