import { setTimeout as sleep } from 'node:timers/promises';
import { lanes } from '../../infra/jobs.ts';
import type { Lane } from '../../infra/jobs.ts';
import type { Transaction } from '../../infra/postgres.ts';
import { runAttempt } from './attempt.ts';
import * as attempts from './attempts-store.ts';
import type { TakenJob } from './attempts-store.ts';
import { dueChannel } from './channels.ts';
import type { AnyJobKind } from './kind.ts';
import type { Stop } from './outcome.ts';
import type { JobRunnerDeps } from './runner-deps.ts';
import { reclaim } from './settle.ts';
import { forgetJobs } from './store.ts';

interface Attempt {
  lane: Lane;
  stop: (why: Stop) => void;
  /** Its lease lasts until then, by `performance.now`: it gives up by itself before anybody else may take it. */
  extend: (until: number) => void;
  ended: Promise<void>;
}

const lookMs = 1_000;
const forgetMs = 600_000;

/** Takes jobs that are due and runs them, so many at a time; several gateways share them. */
export class JobRunner {
  readonly #deps: JobRunnerDeps;
  readonly #kinds: ReadonlyMap<string, AnyJobKind>;
  readonly #running = new Map<string, Attempt>();
  readonly #timers: NodeJS.Timeout[] = [];
  #isClosing = false;
  #isLookWanted = false;
  #looking: Promise<void> | null = null;

  constructor(deps: JobRunnerDeps) {
    this.#deps = deps;
    this.#kinds = new Map(deps.kinds.map((kind) => [kind.name, kind]));
  }

  /** Takes back what gateways that are gone had, and begins. */
  async start(): Promise<void> {
    const { env, feed, times, isAlone } = this.#deps;
    while (await reclaim(this.#deps, this.#kinds, isAlone));
    feed.on(dueChannel, () => this.#look());
    this.#every(lookMs, 'jobs could not be looked at', async () => this.#look());
    this.#every((times.leaseSeconds * 1_000) / 3, 'the leases of jobs could not be renewed', () =>
      this.#renew(),
    );
    this.#every(forgetMs, 'old jobs could not be deleted', () => forgetJobs(env.pg, times));
    this.#look();
  }

  /** Lets what runs here give up, to go on at the next start; what has not ended in `seconds` has its lease. */
  async stop(seconds: number): Promise<void> {
    this.#isClosing = true;
    for (const timer of this.#timers) clearInterval(timer);
    for (const { stop } of this.#running.values()) stop('closing');
    const looked = this.#looking ?? Promise.resolve();
    const ended = looked.then(() => Promise.all([...this.#running.values()].map((attempt) => attempt.ended)));
    await Promise.race([ended, sleep(seconds * 1_000, undefined, { ref: false })]);
  }

  #every(ms: number, failure: string, work: () => Promise<void>): void {
    const { logger } = this.#deps.env;
    const run = (): void => void work().catch((error: unknown) => logger.warn({ err: error }, failure));
    this.#timers.push(setInterval(run, ms).unref());
  }

  /** Looks now, or once more where it is looking already. */
  #look(): void {
    this.#isLookWanted = true;
    this.#looking ??= this.#lookWhileWanted().finally(() => (this.#looking = null));
  }

  async #lookWhileWanted(): Promise<void> {
    while (this.#isLookWanted && !this.#isClosing) {
      this.#isLookWanted = false;
      try {
        await this.#lookOnce();
      } catch (error) {
        // Postgres is away: the next look comes in a second.
        this.#deps.env.logger.warn({ err: error }, 'jobs could not be looked at');
      }
    }
  }

  async #lookOnce(): Promise<void> {
    const { pg, owner } = this.#deps.env;
    if (this.#running.size > 0)
      for (const id of await attempts.cancelWishes(pg, owner)) this.#running.get(id)?.stop('cancelled');
    for (const lane of lanes) await this.#take(lane);
  }

  async #take(lane: Lane): Promise<void> {
    const { env, times } = this.#deps;
    const busy = [...this.#running.values()].filter((attempt) => attempt.lane === lane).length;
    const free = times.atOnce[lane] - busy;
    if (free <= 0 || this.#isClosing) return;
    const asked = performance.now();
    const jobs = await env.pg.transaction((tx) => this.#takeIn(tx, lane, free));
    for (const job of jobs) this.#begin(job, asked + times.leaseSeconds * 1_000);
  }

  async #takeIn(tx: Transaction, lane: Lane, free: number): Promise<TakenJob[]> {
    const { env, queue, times } = this.#deps;
    const ids = await queue.take(tx, lane, free);
    if (ids.length === 0) return [];
    const lease = { owner: env.owner, leaseSeconds: times.leaseSeconds };
    const begun = await attempts.beginAttempts(tx, ids, lease);
    const rest = ids.filter((id) => !begun.some((job) => job.id === id));
    if (rest.length === 0) return begun;
    const waiting = await attempts.waitingAmong(tx, rest);
    if (waiting.length > 0) await queue.putBack(tx, lane, waiting);
    // One that does not wait any more was ended between the two.
    for (const id of rest) if (!waiting.includes(id)) await queue.remove(tx, lane, id);
    return begun;
  }

  #begin(job: TakenJob, heldUntil: number): void {
    const controller = new AbortController();
    let stopped: Stop | null = null;
    const stop = (why: Stop): void => {
      stopped ??= why;
      controller.abort(new Error(`the job was stopped: ${why}`));
    };
    let expiry: NodeJS.Timeout | undefined;
    const extend = (until: number): void => {
      clearTimeout(expiry);
      expiry = setTimeout(stop, until - performance.now(), 'lost').unref();
    };
    const control = { signal: controller.signal, stopped: () => stopped, lose: () => stop('lost') };
    // An attempt that was lost and has not given up yet comes to its end first.
    const before = this.#running.get(job.id)?.ended ?? Promise.resolve();
    const ended = before
      .then(() => runAttempt(this.#deps, this.#kinds.get(job.kind), job, control))
      .finally(() => {
        clearTimeout(expiry);
        if (this.#running.get(job.id) === attempt) this.#running.delete(job.id);
        this.#look();
      });
    const attempt: Attempt = { lane: job.lane, stop, extend, ended };
    this.#running.set(job.id, attempt);
    extend(heldUntil);
    if (this.#isClosing) stop('closing');
  }

  async #renew(): Promise<void> {
    const { env, times } = this.#deps;
    const running = [...this.#running];
    if (running.length > 0) {
      const lease = { owner: env.owner, leaseSeconds: times.leaseSeconds };
      const asked = performance.now();
      const ids = running.map(([id]) => id);
      const held = await attempts.renewLeases(env.pg, ids, lease);
      for (const [id, attempt] of running) {
        if (held.has(id)) attempt.extend(asked + times.leaseSeconds * 1_000);
        else attempt.stop('lost');
      }
    }
    if (await reclaim(this.#deps, this.#kinds, false)) this.#look();
  }
}
