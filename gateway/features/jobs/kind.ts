import type { ZodType } from 'zod';
import type { Action, Caller } from '../../access/permits.ts';
import type { JobTitleKey } from '../../contract/enumerations.ts';
import type { JobParams } from '../../contract/jobs.ts';
import type { Lane } from '../../infra/jobs.ts';
import type { Actor } from '../../write/env.ts';

/** All that is known of one kind of job beforehand. */
export interface JobKind<Input, Result> {
  name: string;
  /** What it is given; checked again at each attempt. */
  input: ZodType<Input>;
  lane: Lane;
  /** What a key must have the right to on the job's collection, when it is made, changed, and when it runs. */
  action: Action | ((input: Input) => Action);
  /** What `progress` counts. */
  unit: string;
  /** How often it is tried again without a step forward; an engine that is down does not count. */
  retries: number;
  /** One that ends well is deleted at once: what it did is told elsewhere, and there are many. */
  isForgotten?: boolean;
  /**
   * Does the work. What it throws ends the attempt: an error of the client (4xx) for good; an engine that is down, or a
   * full disk, until it is well again; any other until `retries` are used up. It may be interrupted anywhere and begun
   * again, so that a step that is done twice must do nothing the second time.
   */
  run: (context: JobContext<Input>) => Promise<Result>;
}

/** A kind of which only its runner needs to know what it is given. */
export type AnyJobKind = Omit<JobKind<never, unknown>, 'input'> & { input: ZodType };

/** `input` as the job keeps it. */
export function actionOf({ action }: AnyJobKind, input: unknown): Action {
  return typeof action === 'string' ? action : action(input as never);
}

/** What one attempt is given. */
export interface JobContext<Input> {
  id: string;
  input: Input;
  /** Which attempt this is, from 1. */
  attempt: number;
  /** What `save` kept last; null at the first attempt, and when nothing was kept. */
  checkpoint: unknown;
  /** Who asked for it, with the rights of now; null for what FroDB does by itself. */
  asker: { actor: Actor; caller: Caller } | null;
  /** Aborted when it is cancelled, when FroDB stops, and when its lease is lost: give up at once, and throw. */
  signal: AbortSignal;
  /** How far it is; told to others at most twice a second. */
  progress: (progress: JobProgress) => void;
  /** Keeps where the next attempt goes on, with the progress so far. Throws when another gateway has the job by now. */
  save: (checkpoint: unknown) => Promise<void>;
}

export interface JobProgress {
  done: number;
  /** null while it is not known. */
  total: number | null;
  detail?: string | null;
}

/** A job that is to be made. */
export interface NewJob<Input> {
  /** Where it has to be known beforehand; none is there yet that has it. */
  id?: string;
  input: Input;
  /** Where its kind's own is not the right one. */
  lane?: Lane;
  place: { database: string; collection: string | null; collectionId: string | null } | null;
  /** null for what FroDB does by itself. */
  actor: Actor | null;
  /** The words of its title, and what belongs into them. */
  title: { key: JobTitleKey; params: JobParams };
  /** Where it is known already. */
  result?: unknown;
  total?: number;
  /** At most one job that waits or runs has this key: asking again answers that one. */
  exclusive?: { key: string; whileRunning: 'join' | 'run again' };
  /** Staged uploads that are kept as long as the job is. */
  holds?: string[];
}
