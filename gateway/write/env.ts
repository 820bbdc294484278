import { setTimeout as sleep } from 'node:timers/promises';
import type { Logger } from 'pino';
import { Batcher } from '../infra/batcher.ts';
import type { ChunkStatsCache } from './chunk-stats.ts';
import type { ObjectStore } from '../infra/objects.ts';
import type { Postgres } from '../infra/postgres.ts';
import type { VectorStore } from '../infra/vectors.ts';
import type { WriteOutcome } from './outcomes.ts';

/** Every time of the write path, in seconds; fractions are allowed so that tests can shorten them. */
export interface WriteTimes {
  /** Lease of an intent, by Postgres' clock. */
  intentLeaseSeconds: number;
  leaseRenewSeconds: number;
  /** How long a staged upload waits for a record to take it. */
  stagedLeaseSeconds: number;
  /** An engine that has not succeeded for so long fails the write. */
  engineRetrySeconds: number;
  /** Upper bound of one write's uploads, extraction and puts. */
  writeMaxSeconds: number;
  /** Garbage is kept for readers that still hold it. */
  garbageDelaySeconds: number;
  /** A rolled-back intent is swept once more after this, for puts that arrived late. */
  resweepSeconds: number;
  sweepIntervalSeconds: number;
  /** Events older than the newest one by this are forgotten, once every consumer has had them. */
  eventsKeepSeconds: number;
  /** What could not be deleted is tried again after ever longer pauses, at most this. */
  longestBackoffSeconds: number;
}

/** What the write path works with: the three stores, its times, and who it is. */
export interface WriteEnv {
  pg: Postgres;
  objects: ObjectStore;
  vectors: VectorStore;
  /** Moved along by every commit. */
  stats: ChunkStatsCache;
  times: WriteTimes;
  logger: Logger;
  /** This gateway's own id (UUIDv7), new at every start: the owner of its intents. */
  owner: string;
  /** What is under way here: only its leases are renewed, so that what a dead engine kept from its end runs out. */
  held: Held;
  /** Small creates that are committed together, by collection. */
  groupCommits: Batcher;
  /** Tells that a store said it has no bucket or Qdrant collection that the catalogue names: somebody should look. */
  noticeLoss: () => void;
  countWrite: (outcome: WriteOutcome) => void;
  /** Has the readers of events told, on all gateways, that a commit has written some. */
  noticeEvents: () => void;
  /** Named step of the write path; test builds stop or kill here. */
  fault: (point: FaultPoint) => Promise<void>;
}

/** Writes under way in this gateway. */
export interface Held {
  /** Ids of intents. */
  intents: Set<string>;
  claims: Set<IdempotencyClaim>;
}

export function nothingHeld(): Held {
  return { intents: new Set(), claims: new Set() };
}

/** One statement stays small enough to be made and read in a millisecond or two; one that takes long waits for a lock. */
export function createGroupCommits(): Batcher {
  return new Batcher({ most: 100, patienceMs: 50 });
}

/** Waits for the writes under way to end or be rolled back, at most `seconds`; what is left has its lease. */
export async function untilNothingHeld({ intents, claims }: Held, seconds: number): Promise<void> {
  const deadline = Date.now() + seconds * 1_000;
  while (intents.size + claims.size > 0 && Date.now() < deadline) await sleep(20);
}

/** An Idempotency-Key of one API key, for one method and path. */
export interface IdempotencyClaim {
  keyId: string;
  method: string;
  path: string;
  key: string;
}

export const faultPoints = [
  'after-intent',
  'after-files',
  'after-round',
  'after-points',
  'before-commit',
  'during-commit',
  'after-commit',
  'after-claim',
  'after-delete',
] as const;
export type FaultPoint = (typeof faultPoints)[number];

/** Who asked for a write, as audit rows tell it. */
export interface Actor {
  keyId: string;
  requestId: string;
  agentId: string | null;
}
