import type { Queryable } from '../infra/postgres.ts';
import type { IdempotencyClaim, WriteEnv } from './env.ts';
import { claimIdempotency, keepAnswer, otherInput, releaseIdempotency } from './idempotency.ts';
import { hashInput } from './input-hash.ts';

const waitSeconds = 30;

/** What a call is told: by the write that it did, or by the one that it repeats. */
export interface Answered<Body> {
  body: Body;
  isReplay: boolean;
}

/**
 * Runs a write once per Idempotency-Key: the same input gets the first answer again, other input 409. `run` keeps its
 * answer in its own transaction. `readHash` reads the input without writing anything, for a call that turns out to be a
 * replay.
 */
export async function once<Body>(
  env: WriteEnv,
  claim: IdempotencyClaim | null,
  readHash: () => Promise<string> | string,
  run: () => Promise<Body>,
): Promise<Answered<Body>> {
  if (!claim) return { body: await run(), isReplay: false };
  const found = await claimIdempotency(env, claim, waitSeconds);
  if (found.kind === 'answered') {
    if ((await readHash()) !== found.inputHash) throw otherInput();
    env.countWrite('replayed');
    return { body: found.body as Body, isReplay: true };
  }
  try {
    return { body: await run(), isReplay: false };
  } finally {
    await releaseIdempotency(env, claim);
  }
}

/** Keeps what the caller is told in the transaction that makes it true. Throws 503 if the claim was taken over. */
export type Keep<Body> = (tx: Queryable, body: Body) => Promise<void>;

/** For a write without an Idempotency-Key. */
export const keepNothing: Keep<unknown> = () => Promise.resolve();

/** `once` for writes of which the input is known and whose transactions call `keep` with the body of their answer. */
export function onceInTransaction(env: WriteEnv) {
  return <Body>(
    claim: IdempotencyClaim | null,
    /** What the caller sent, its query string included. */
    input: unknown,
    run: (keep: Keep<unknown>) => Promise<Body>,
  ): Promise<Answered<Body>> => {
    const inputHash = claim ? hashInput(input) : '';
    const keep: Keep<unknown> = claim
      ? (tx, body) => keepAnswer(tx, env, { claim, inputHash, body })
      : keepNothing;
    return once(
      env,
      claim,
      () => inputHash,
      () => run(keep),
    );
  };
}
