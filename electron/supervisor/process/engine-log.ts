import type { Readable } from 'node:stream';
import { createStream, type RotatingFileStream } from 'rotating-file-stream';

export interface LogLine {
  /** Counts from 1 in one life of the supervisor. */
  n: number;
  text: string;
}

export interface LogPage {
  lines: LogLine[];
  /** Give it as `after` to read on. */
  next: number;
}

const keptLines = 2_000;
const longestLine = 8_192;
const reopenAfterMs = 10_000;

/** What an engine says: the latest lines in memory, all of it in a file that rotates at 5 MB (three old ones are kept). */
export class EngineLog {
  readonly #folder: string;
  readonly #file: string;
  readonly #lines: LogLine[] = [];
  #count = 0;
  #stream: RotatingFileStream | undefined;
  #closedSince = 0;

  constructor(folder: string, name: string) {
    this.#folder = folder;
    this.#file = `${name}.log`;
  }

  /** Takes over an engine's output, line by line. */
  follow(output: Readable, onLine?: (line: string) => void): void {
    let rest = '';
    output.setEncoding('utf8');
    output.on('error', () => {});
    output.on('data', (chunk: string) => {
      const parts = (rest + chunk).split('\n');
      rest = (parts.pop() ?? '').slice(0, longestLine);
      for (const part of parts) {
        this.add(part);
        onLine?.(part);
      }
    });
    output.on('end', () => {
      if (rest !== '') this.add(rest);
      rest = '';
    });
  }

  add(line: string): void {
    const text = line.replace(/\r$/, '').slice(0, longestLine);
    this.#count += 1;
    this.#lines.push({ n: this.#count, text });
    if (this.#lines.length > keptLines) this.#lines.splice(0, this.#lines.length - keptLines);
    this.#open()?.write(`${text}\n`);
  }

  /** Lines after number `after`, oldest first, as far back as memory reaches. */
  page(after: number): LogPage {
    const lines = this.#lines.filter((line) => line.n > after);
    return { lines, next: lines.at(-1)?.n ?? Math.min(after, this.#count) };
  }

  last(count: number): string[] {
    return this.#lines.slice(-count).map((line) => line.text);
  }

  close(): Promise<void> {
    const stream = this.#stream;
    this.#stream = undefined;
    this.#closedSince = Number.POSITIVE_INFINITY;
    if (stream === undefined) return Promise.resolve();
    return new Promise((resolve) => {
      stream.once('error', () => resolve());
      stream.end(() => resolve());
    });
  }

  /** A log that can't be written (full disk) must not stop an engine: lines stay in memory, the file is tried again. */
  #open(): RotatingFileStream | undefined {
    if (this.#stream !== undefined) return this.#stream;
    if (performance.now() < this.#closedSince + reopenAfterMs && this.#closedSince > 0) return undefined;
    const stream = createStream(this.#file, { path: this.#folder, size: '5M', rotate: 3, mode: 0o600 });
    stream.on('error', () => {
      if (this.#stream !== stream) return;
      this.#stream = undefined;
      this.#closedSince = performance.now();
    });
    stream.on('warning', () => {});
    this.#stream = stream;
    return stream;
  }
}
