import type { Actor } from './env.ts';
import type { KeptAnswer } from './idempotency.ts';
import type { Intent } from './intents.ts';
import type { PreparedWrite } from './prepared.ts';

export interface CommitRequest {
  write: PreparedWrite;
  /** Ids of all intents that the commit takes out: the write's own and the staged uploads it takes. */
  intents: string[];
  own: Intent | null;
  actor: Actor;
  action: string;
  idempotency: KeptAnswer | null;
}

/** How a commit ended. `lost`: the connection broke and nobody knows yet. */
export type CommitOutcome =
  | { kind: 'committed' }
  | { kind: 'refused'; what: 'intent' | 'schema' | 'revision' | 'idempotency' | 'busy' }
  | { kind: 'not_unique'; constraint: string; detail: string }
  | { kind: 'lost'; pid: number; backendStart: string | null };

/** One write, or several that only create rows of the same collection. */
export type CommitGroup = [CommitRequest, ...CommitRequest[]];
