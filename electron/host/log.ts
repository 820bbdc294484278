import { Writable } from 'node:stream';
import { createStream } from 'rotating-file-stream';
import type { Progress } from './progress.ts';

/** So many characters are gathered before they are written; a write of its own for each line costs more than the line. */
const gatheredCharacters = 8_192;
/** A quiet FroDB's lines are in the file after this. */
const flushEveryMs = 500;

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
    const file = createStream('frodb.log', { path: folder, size: '10M', rotate: 5, mode: 0o600 });
    // A full disk must not end FroDB.
    file.on('error', () => {});
    file.on('warning', () => {});
    const stream = gatherLines(file);
    for (const line of this.#early) stream.write(line);
    this.#early = [];
    this.#stream = stream;
    return stream;
  }

  addProgress({ step: event, ...fields }: Progress): void {
    // What moves says how far it is many times a second.
    if (event === 'move') return;
    const { reason, state } = { reason: undefined, state: undefined, ...fields };
    const isBad = event === 'notice' || reason !== undefined || state === 'missing';
    this.add(isBad ? 'warn' : 'info', { event, ...fields });
  }

  add(level: 'info' | 'warn' | 'error', fields: Record<string, unknown>): void {
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

/** Writes lines to `file` many at a time. Ending it ends the file. */
function gatherLines(file: Writable): Writable {
  let gathered = '';
  let timer: NodeJS.Timeout | undefined;
  const flush = (): void => {
    clearTimeout(timer);
    timer = undefined;
    if (gathered !== '') file.write(gathered);
    gathered = '';
  };
  return new Writable({
    decodeStrings: false,
    write(line: string, _encoding, done) {
      gathered += line;
      if (gathered.length >= gatheredCharacters) flush();
      else timer ??= setTimeout(flush, flushEveryMs).unref();
      done();
    },
    final(done) {
      flush();
      file.once('error', () => done());
      file.end(() => done());
    },
  });
}
