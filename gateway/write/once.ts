import type { Queryable } from '../infra/postgres.ts';
import type { Answer } from './commit-request.ts';
import type { IdempotencyClaim, WriteEnv } from './env.ts';
import { claimIdempotency, keepAnswer, otherInput, releaseIdempotency } from './idempotency.ts';
import { hashInput } from './input-hash.ts';

const waitSeconds = 30;

/**
 * Runs a write once per Idempotency-Key: the same input gets the first answer again, other input 409.
 * `readHash` reads the input without writing anything, for a call that turns out to be a replay.
 */
export async function once<Body>(
  env: WriteEnv,
  claim: IdempotencyClaim | null,
  readHash: () => Promise<string> | string,
  run: () => Promise<Answer<Body>>,
): Promise<Answer<Body>> {
  if (!claim) return run();
  const found = await claimIdempotency(env, claim, waitSeconds);
  if (found.kind === 'answered') {
    if ((await readHash()) !== found.inputHash) throw otherInput();
    // Kept by this very route, so that its body is of the same kind.
    const answer = found.answer as Answer<Body>;
    return { ...answer, headers: { ...answer.headers, 'idempotency-replayed': 'true' } };
  }
  try {
    return await run();
  } finally {
    await releaseIdempotency(env, claim);
  }
}

/** Keeps what the caller is told in the transaction that makes it true. Throws 503 if the claim was taken over. */
export type Keep<Body> = (tx: Queryable, body: Body) => Promise<void>;

/** For a write without an Idempotency-Key. */
export const keepNothing: Keep<unknown> = () => Promise.resolve();

interface OnceCall {
  /** What the caller sent, its query string included. */
  input: unknown;
  /** Of the answer. */
  status: number;
}

/** `once` for writes whose own transactions call `keep` with the body of their answer. */
export function onceInTransaction(env: WriteEnv) {
  return <Body>(
    claim: IdempotencyClaim | null,
    { input, status }: OnceCall,
    run: (keep: Keep<unknown>) => Promise<Body>,
  ): Promise<Answer<Body>> => {
    const inputHash = claim ? hashInput(input) : '';
    const answerOf = <Said>(body: Said): Answer<Said> => ({ status, headers: {}, body });
    const keep: Keep<unknown> = claim
      ? (tx, body) => keepAnswer(tx, env, { claim, inputHash, answer: answerOf(body) })
      : keepNothing;
    return once(
      env,
      claim,
      () => inputHash,
      async () => answerOf(await run(keep)),
    );
  };
}
