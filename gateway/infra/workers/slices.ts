import { deserialize, serialize } from 'node:v8';
import type { TransferListItem } from 'node:worker_threads';
import { move, transferableSymbol, valueSymbol } from 'piscina';
import { yieldToLoop } from '../yield-to-loop.ts';

/**
 * A long list on its way between threads, in pieces that take a few milliseconds each to unpack. Each has a buffer of
 * its own, which can be transferred.
 */
export type Slices = Uint8Array[];

const sliceItems = 250;
const sliceBytes = 512 * 1024;

/** Packs items as they come. */
export class SlicePacker<Item> {
  readonly #slices: Slices = [];
  #items: Item[] = [];
  #bytes = 0;

  /** `bytes`: roughly what the item takes. */
  add(item: Item, bytes: number): void {
    this.#items.push(item);
    this.#bytes += bytes;
    if (this.#items.length >= sliceItems || this.#bytes >= sliceBytes) this.#flush();
  }

  finish(): Slices {
    if (this.#items.length > 0) this.#flush();
    return this.#slices;
  }

  #flush(): void {
    this.#slices.push(serialize(this.#items));
    this.#items = [];
    this.#bytes = 0;
  }
}

/** The items again, slice by slice; slices are let go of as they are read. */
export async function* unpackSlices<Item>(slices: Slices): AsyncGenerator<Item[]> {
  for (let slice = slices.shift(); slice !== undefined; slice = slices.shift()) {
    await yieldToLoop();
    yield deserialize(slice) as Item[];
  }
}

/** The buffers to transfer. */
export function buffersOf(slices: Slices): ArrayBuffer[] {
  return slices.map(({ buffer }) => buffer as ArrayBuffer);
}

/** What a worker's `run` returns for its answer to be sent with what is moved and not copied. */
export function moved(answer: unknown, transfer: readonly TransferListItem[]): unknown {
  return move({
    get [transferableSymbol]() {
      return transfer;
    },
    get [valueSymbol]() {
      return answer;
    },
  } as never);
}
