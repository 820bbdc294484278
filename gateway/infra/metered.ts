import { createHash } from 'node:crypto';
import { Readable, Transform, finished } from 'node:stream';
import type { TransformCallback } from 'node:stream';

/**
 * Hashes and counts what goes through; fails when it is not exactly `size` bytes. The last of them pass when the body
 * has ended: a store that has got all it was promised keeps it, whatever happens to the body then.
 */
export class Meter extends Transform {
  readonly #hash = createHash('sha256');
  readonly #expected: number | undefined;
  #last: Buffer | undefined;
  #size = 0;

  constructor(size?: number) {
    super();
    this.#expected = size;
  }

  override _transform(chunk: Buffer, _encoding: BufferEncoding, done: TransformCallback): void {
    this.#size += chunk.length;
    if (this.#expected !== undefined && this.#size > this.#expected) {
      done(new Error(`The body is longer than the ${this.#expected} bytes that were announced`));
      return;
    }
    this.#hash.update(chunk);
    if (this.#size === this.#expected) {
      this.#last = chunk;
      done();
    } else done(null, chunk);
  }

  override _flush(done: TransformCallback): void {
    if (this.#expected !== undefined && this.#size < this.#expected) {
      done(new Error(`The body ended after ${this.#size} of ${this.#expected} bytes`));
      return;
    }
    if (this.#last) this.push(this.#last);
    done();
  }

  /** Once, after the end. */
  sums(): { size: number; sha256: string } {
    return { size: this.#size, sha256: this.#hash.digest('hex') };
  }
}

/**
 * Reads a body of unknown length ahead, up to `limit` bytes, so that it can be sent in parts of known length. While a
 * part goes out the next is read into the room it leaves: one part's memory, both sides busy.
 */
export class PartSource {
  readonly #body: Readable;
  readonly #limit: number;
  readonly #hash = createHash('sha256');
  readonly #chunks: Buffer[] = [];
  #size = 0;
  #held = 0;
  #isEnded = false;
  #failure: Error | undefined;
  #wake: () => void = () => undefined;

  constructor(body: Readable, limit: number) {
    this.#body = body;
    this.#limit = limit;
    body.on('data', (chunk: Buffer) => this.#receive(chunk));
    finished(body, { writable: false }, (error) => {
      if (error) this.#failure = error;
      this.#isEnded = true;
      this.#wake();
    });
  }

  /** Bytes read and not yet taken. */
  get held(): number {
    return this.#held;
  }

  get isEnded(): boolean {
    return this.#isEnded;
  }

  /** Resolves when a whole part is held, or all that is left. */
  async filled(): Promise<void> {
    while (this.#held < this.#limit && !this.#isEnded) {
      await new Promise<void>((resolve) => (this.#wake = resolve));
    }
    if (this.#failure) throw this.#failure;
  }

  /** The next `length` of the held bytes. */
  take(length: number): Readable {
    return Readable.from(this.#pull(length), { objectMode: false });
  }

  /** Once, after the end. */
  sums(): { size: number; sha256: string } {
    return { size: this.#size, sha256: this.#hash.digest('hex') };
  }

  #receive(chunk: Buffer): void {
    this.#hash.update(chunk);
    this.#chunks.push(chunk);
    this.#size += chunk.length;
    this.#held += chunk.length;
    if (this.#held >= this.#limit) {
      this.#body.pause();
      this.#wake();
    }
  }

  *#pull(length: number): Generator<Buffer> {
    for (let left = length; left > 0;) {
      const next = this.#chunks.shift();
      if (!next) throw new Error('A part is longer than what is held');
      const taken = next.length > left ? next.subarray(0, left) : next;
      if (taken !== next) this.#chunks.unshift(next.subarray(left));
      left -= taken.length;
      this.#held -= taken.length;
      if (this.#held < this.#limit) this.#body.resume();
      yield taken;
    }
  }
}
