import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { setTimeout as sleep } from 'node:timers/promises';
import type { EngineLog } from './engine-log.ts';
import { explainExit } from './exit-codes.ts';
import type { PidFile } from './pid-file.ts';
import { signalChild, type StopSignal } from './process-group.ts';
import { type Gated, type Launch, spawnGated } from './spawn-gated.ts';
import { SupervisorError, type SupervisorErrorCode } from '../supervisor-error.ts';
import type { Watchdog } from './watchdog.ts';

export type ProcessState = 'stopped' | 'starting' | 'ready' | 'stopping' | 'failed';

export interface ProcessTimes {
  /** How long one attempt may take to get ready before it is ended. */
  readyMs: number;
  /** How long a process that was asked to stop is waited for before it is killed. */
  stopMs: number;
  /** The first pause before a new attempt; it doubles each time up to `longestPauseMs`. */
  firstPauseMs: number;
  longestPauseMs: number;
  /** Failures in a row after which it is given up. Having been ready for `steadyMs` starts the count anew. */
  attempts: number;
  steadyMs: number;
}

export interface ProcessEvent {
  name: string;
  state: ProcessState;
  pid?: number;
  /** Spawn to ready, when `state` is `ready`. */
  ms?: number;
  reason?: string;
}

export interface ManagedProcessOptions {
  name: string;
  stopSignal: StopSignal;
  times: ProcessTimes;
  log: EngineLog;
  watchdog: Watchdog;
  pidFile: PidFile;
  /** Called before every attempt. A SupervisorError thrown here is final, save `port_in_use`. */
  prepare(stop: AbortSignal, attempt: number): Promise<Launch>;
  /** True when the process does its work; false or an exception: not yet. */
  probe(pid: number): Promise<boolean>;
  onEvent(event: ProcessEvent): void;
}

const probePauseMs = 10;
const linesKept = 50;
const failed: SupervisorErrorCode = 'engine_failed';

interface Outcome {
  code: SupervisorErrorCode;
  reason: string;
  /** Another attempt would end the same way. */
  isFinal: boolean;
  wasReadyMs: number;
  /** Nobody from outside killed it: it ended by itself before it was ready. */
  crashedAtStart: boolean;
  lines: readonly string[];
}

/** Keeps one program running: starts it, knows when it is ready, starts it again when it dies, gives up, stops it. */
export class ManagedProcess {
  readonly #options: ManagedProcessOptions;
  #state: ProcessState = 'stopped';
  #pid: number | undefined;
  #readyAt: number | undefined;
  #outcome: Outcome | undefined;
  #stop = new AbortController();
  #running: Promise<void> | undefined;
  #ready: Promise<void> = Promise.resolve();
  #crashesAtStart = 0;
  #isClosed = false;

  constructor(options: ManagedProcessOptions) {
    this.#options = options;
  }

  get state(): ProcessState {
    return this.#state;
  }

  get pid(): number | undefined {
    return this.#pid;
  }

  /** Milliseconds since it was ready, or undefined. */
  get uptimeMs(): number | undefined {
    return this.#readyAt === undefined ? undefined : performance.now() - this.#readyAt;
  }

  /** Why it failed, or why it is being started again. */
  get reason(): string | undefined {
    return this.#outcome?.reason;
  }

  /** Its last 50 lines, kept when it failed. */
  get lastLines(): readonly string[] {
    return this.#outcome?.lines ?? [];
  }

  /** How often in a row it ended by itself before it was ready. */
  get crashesAtStart(): number {
    return this.#crashesAtStart;
  }

  /** Resolves when it is ready; rejects with SupervisorError when it was given up or stopped before. */
  start(): Promise<void> {
    if (this.#isClosed) {
      return Promise.reject(
        new SupervisorError('engine_failed', `${this.#options.name} was stopped for good.`),
      );
    }
    if (this.#running !== undefined) return this.#ready;
    this.#stop = new AbortController();
    this.#crashesAtStart = 0;
    this.#outcome = undefined;
    this.#ready = new Promise<void>((resolve, reject) => {
      this.#running = this.#keepRunning(this.#stop.signal, resolve, reject).finally(() => {
        this.#running = undefined;
      });
    });
    this.#ready.catch(() => {});
    return this.#ready;
  }

  /** Ask, wait, kill. Resolves at the real exit; calling it twice changes nothing. */
  async stop(): Promise<void> {
    this.#stop.abort();
    await this.#running;
    if (this.#state !== 'failed') this.#enter('stopped');
  }

  /** Stops for good: a restart that is under way ends here too. */
  async close(): Promise<void> {
    this.#isClosed = true;
    await this.stop();
  }

  async restart(): Promise<void> {
    await this.stop();
    await this.start();
  }

  #enter(state: ProcessState, more: { ms?: number; reason?: string } = {}): void {
    if (this.#state === state && more.reason === undefined) return;
    this.#state = state;
    const pid = this.#pid === undefined ? {} : { pid: this.#pid };
    this.#options.onEvent({ name: this.#options.name, state, ...pid, ...more });
  }

  async #keepRunning(
    stop: AbortSignal,
    resolve: () => void,
    reject: (error: SupervisorError) => void,
  ): Promise<void> {
    const { name, times } = this.#options;
    let failures = 0;
    this.#enter('starting');
    for (let attempt = 1; ; attempt += 1) {
      const outcome = await this.#attempt(attempt, stop, resolve);
      if (stop.aborted) break;
      this.#outcome = outcome;
      this.#crashesAtStart = outcome.crashedAtStart ? this.#crashesAtStart + 1 : 0;
      failures = outcome.wasReadyMs >= times.steadyMs ? 1 : failures + 1;
      if (outcome.isFinal || failures >= times.attempts) {
        this.#enter('failed', { reason: outcome.reason });
        reject(new SupervisorError(outcome.code, outcome.reason, { lines: outcome.lines }));
        return;
      }
      this.#enter('starting', { reason: outcome.reason });
      const pause = Math.min(times.longestPauseMs, times.firstPauseMs * 2 ** (failures - 1));
      await sleep(pause, undefined, { signal: stop }).catch(() => {});
      if (stop.aborted) break;
    }
    this.#enter('stopped');
    reject(new SupervisorError('engine_failed', `${name} was stopped before it was ready.`));
  }

  /** One life of the process, from spawn to exit. */
  async #attempt(attempt: number, stop: AbortSignal, onReady: () => void): Promise<Outcome> {
    const { name, log, watchdog, pidFile, stopSignal, times } = this.#options;
    let gated: Gated;
    let spawnedAt: number;
    let launch: Launch;
    try {
      launch = await this.#options.prepare(stop, attempt);
      spawnedAt = performance.now();
      gated = spawnGated(launch);
    } catch (error) {
      return this.#refused(error);
    }
    const { child } = gated;
    const exit = exitOf(gated);
    const stopped = aborted(stop);
    log.follow(gated.stdout);
    log.follow(gated.stderr);
    const pid = child.pid;
    if (pid === undefined) return this.#lost(await exit, 0);
    this.#pid = pid;
    try {
      watchdog.add(pid, stopSignal);
      pidFile.write(pid);
    } catch (error) {
      // A full disk: what can't be written down is not let begin.
      signalChild(child, 'SIGKILL');
      await exit;
      watchdog.remove(pid);
      this.#pid = undefined;
      return this.#refused(error);
    }
    gated.open();

    const isOverOrStopped = Promise.race([exit, stopped]).then(() => true);
    const isReady = await this.#waitUntilReady(pid, isOverOrStopped, spawnedAt + times.readyMs);
    if (isReady) {
      this.#readyAt = performance.now();
      this.#crashesAtStart = 0;
      this.#enter('ready', { ms: Math.round(this.#readyAt - spawnedAt) });
      onReady();
      await Promise.race([exit, stopped]);
    }
    const isOver = child.exitCode !== null || child.signalCode !== null;
    if (!isOver) {
      if (stop.aborted) this.#enter('stopping');
      await end(child, exit, () => ask(launch, child, stopSignal), times.stopMs);
    }
    const how = await exit;
    // What a process that was killed leaves of its group (Postgres' children) must not meet its successor.
    if (how !== 'code 0') signalChild(child, 'SIGKILL');
    const wasReadyMs = this.uptimeMs ?? 0;
    watchdog.remove(pid);
    pidFile.remove();
    this.#pid = undefined;
    this.#readyAt = undefined;
    if (!isReady && !isOver && !stop.aborted) {
      return this.#late(`${name} was not ready after ${Math.round(times.readyMs / 1000)} s`);
    }
    return this.#lost(how, wasReadyMs, isReady);
  }

  async #waitUntilReady(pid: number, isOver: Promise<boolean>, deadline: number): Promise<boolean> {
    let hasEnded = false;
    const ended = isOver.then(() => {
      hasEnded = true;
      return false;
    });
    while (!hasEnded && performance.now() < deadline) {
      const probe = this.#options.probe(pid).catch(() => false);
      if (await Promise.race([probe, ended])) return true;
      await sleep(probePauseMs);
    }
    return false;
  }

  #refused(error: unknown): Outcome {
    const isFinal = error instanceof SupervisorError && error.code !== 'port_in_use';
    const reason = error instanceof Error ? error.message : String(error);
    this.#options.log.add(reason);
    const known = error instanceof SupervisorError ? error : undefined;
    const [code, lines] = [known?.code ?? failed, known?.lines ?? []];
    return { code, reason, isFinal, wasReadyMs: 0, crashedAtStart: false, lines };
  }

  #late(reason: string): Outcome {
    return {
      code: failed,
      reason,
      isFinal: false,
      wasReadyMs: 0,
      crashedAtStart: false,
      lines: this.#options.log.last(linesKept),
    };
  }

  #lost(how: string, wasReadyMs: number, wasReady = false): Outcome {
    const { name, log } = this.#options;
    const why = explainExit(how);
    const when = wasReady ? 'unexpectedly' : 'before it was ready';
    const reason = `${name} ended ${when} (${how})${why === null ? '' : `: ${why}`}`;
    // The shell's answers when it can't run the program at all.
    const isFinal = !wasReady && (how === 'code 126' || how === 'code 127' || why !== null);
    const crashedAtStart = !wasReady && !['SIGKILL', 'SIGTERM', 'SIGINT'].includes(how);
    return { code: failed, reason, isFinal, wasReadyMs, crashedAtStart, lines: log.last(linesKept) };
  }
}

/** Resolves with "code N", a signal's name, or the reason why it could not be spawned. Never rejects. */
function exitOf({ child }: Gated): Promise<string> {
  return new Promise((resolve) => {
    child.once('error', (error) => resolve(error.message));
    child.once('exit', (code, signal) => resolve(signal ?? `code ${code ?? 0}`));
  });
}

async function aborted(signal: AbortSignal): Promise<void> {
  if (!signal.aborted) await once(signal, 'abort');
}

/** Asks a program to stop: by its own way where it names one, which may fail, else by a signal. */
function ask(launch: Launch, child: ChildProcess, signal: StopSignal): void {
  if (launch.stop === undefined) {
    signalChild(child, signal);
    return;
  }
  const { command, args } = launch.stop;
  const asking = spawn(command, args, { env: launch.env, stdio: 'ignore', windowsHide: true });
  // It is killed when its time is over, whether it was asked or not.
  asking.on('error', () => {});
  asking.unref();
}

async function end(
  child: ChildProcess,
  exit: Promise<string>,
  askToStop: () => void,
  waitMs: number,
): Promise<void> {
  askToStop();
  const timer = new AbortController();
  const hasExited = await Promise.race([
    exit.then(() => true),
    sleep(waitMs, false, { signal: timer.signal }).catch(() => false),
  ]);
  timer.abort();
  if (hasExited) return;
  signalChild(child, 'SIGKILL');
  await exit;
}
