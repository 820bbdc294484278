import { createStream } from 'rotating-file-stream';
import type { Writable } from 'node:stream';
import type { SupervisorEvent } from './supervisor/supervisor.ts';

/** FroDB's own log: one JSON object a line, in `logs/frodb.log`; the gateway writes to the same file. */
export class RunLog {
  #stream: Writable | undefined;
  /** Said before the data folder was ours. */
  #early: string[] = [];
  readonly #also: ((line: string) => void) | undefined;

  /** `also` gets every line as well, at once. */
  constructor(also?: (line: string) => void) {
    this.#also = also;
  }

  open(folder: string): Writable {
    const stream = createStream('frodb.log', { path: folder, size: '10M', rotate: 5, mode: 0o600 });
    // A full disk must not end FroDB.
    stream.on('error', () => {});
    stream.on('warning', () => {});
    for (const line of this.#early) stream.write(line);
    this.#early = [];
    this.#stream = stream;
    return stream;
  }

  add(level: 'info' | 'warn' | 'error', fields: SupervisorEvent | Record<string, unknown>): void {
    const line = `${JSON.stringify({ level, time: new Date().toISOString(), ...fields })}\n`;
    this.#also?.(line);
    if (this.#stream === undefined) this.#early.push(line);
    else this.#stream.write(line);
  }

  close(): Promise<void> {
    const stream = this.#stream;
    this.#stream = undefined;
    if (stream === undefined || stream.destroyed) return Promise.resolve();
    return new Promise((resolve) => {
      stream.once('error', () => resolve());
      stream.end(() => resolve());
    });
  }
}
