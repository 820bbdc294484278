import { fstatSync } from 'node:fs';
import { isatty } from 'node:tty';
import { SupervisorError } from '../supervisor/supervisor-error.ts';

/** What ends a program besides being done: the first of a signal, the end of its starter, a fault that nobody caught. */
export class Ending {
  /** Aborts when it begins. */
  readonly signal: AbortSignal;
  /** Resolves with what began it, in a word or two. */
  readonly begun: Promise<string>;
  /** The fault that nobody caught, if there was one. */
  fault: unknown;
  readonly #begin: (reason: string) => void;

  /** From here on SIGTERM, SIGINT, SIGHUP and the end of the starter begin it. */
  constructor(starterGone?: AbortSignal) {
    const controller = new AbortController();
    this.signal = controller.signal;
    let resolve: (reason: string) => void = () => {};
    this.begun = new Promise((begin) => (resolve = begin));
    this.#begin = (reason) => {
      controller.abort();
      resolve(reason);
    };
    for (const signal of ['SIGTERM', 'SIGINT'] as const) process.on(signal, () => this.#begin(signal));
    process.on('SIGHUP', () => isDetached() || this.#begin('SIGHUP'));
    starterGone?.addEventListener('abort', () => this.#begin('npm, which started FroDB, is gone'));
  }

  get hasBegun(): boolean {
    return this.signal.aborted;
  }

  /** From here on a fault that nobody caught begins it as well, instead of ending the program on the spot. */
  catchFaults(): void {
    for (const kind of ['uncaughtException', 'unhandledRejection'] as const) {
      process.on(kind, (error: unknown) => {
        this.fault ??= error;
        this.#begin(kind);
      });
    }
  }
}

/**
 * Started to outlive its terminal, as `nohup` does it: input, output and errors are files or nothing. Node takes back
 * that `nohup` has SIGHUP ignored, so the streams are looked at.
 */
function isDetached(): boolean {
  return [0, 1, 2].every((stream) => {
    const stat = fstatSync(stream);
    return stat.isFile() || (stat.isCharacterDevice() && !isatty(stream));
  });
}

/** Made for whoever starts FroDB: they say what is wrong and what to do. Where they came from helps nobody. */
const forPeople = new Set(['ConfigError', 'StartError', 'EnginesError', 'ChecksumError']);

/** Errors made for people are their message; an engine's come with its last lines; anything else is a bug. */
export function describeError(error: unknown): string {
  if (error instanceof SupervisorError) {
    return [error.message, ...error.lines.slice(-15).map((line) => `    ${line}`)].join('\n');
  }
  if (!(error instanceof Error)) return String(error);
  return forPeople.has(error.name) ? error.message : (error.stack ?? error.message);
}
