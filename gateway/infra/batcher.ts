export interface BatcherOptions {
  /** Items of one batch. */
  most: number;
  /** A batch that takes longer may hang: the next one goes ahead of it. */
  patienceMs: number;
}

/** Runs a batch; every item of it gets the same result. */
type Run<Item, Result> = (items: [Item, ...Item[]]) => Promise<Result>;

interface Call {
  item: unknown;
  run: Run<unknown, unknown>;
  settle: (result: Promise<unknown>) => void;
}

/**
 * Batches calls of the same key: those that come while a batch is under way wait for it, and are then run together.
 * Nobody waits for company: with nothing under way a call is run at once.
 */
export class Batcher {
  /** Of each key that has something under way. */
  readonly #waiting = new Map<object, Call[]>();
  readonly #options: BatcherOptions;

  constructor(options: BatcherOptions) {
    this.#options = options;
  }

  /** The calls of one key have items of one type and the same `run`. */
  add<Item, Result>(key: object, item: Item, run: Run<Item, Result>): Promise<Result> {
    return new Promise<unknown>((settle) => {
      const call: Call = { item, run: run as Run<unknown, unknown>, settle };
      const waiting = this.#waiting.get(key);
      if (waiting) {
        waiting.push(call);
      } else {
        this.#waiting.set(key, []);
        this.#start(key, call, []);
      }
    }) as Promise<Result>;
  }

  #start(key: object, first: Call, others: Call[]): void {
    const running = first.run([first.item, ...others.map(({ item }) => item)]);
    for (const { settle } of [first, ...others]) settle(running);
    let hasGoneOn = false;
    const goOn = (): void => {
      if (hasGoneOn) return;
      hasGoneOn = true;
      clearTimeout(timer);
      this.#next(key);
    };
    const timer = setTimeout(goOn, this.#options.patienceMs);
    running.then(goOn, goOn);
  }

  #next(key: object): void {
    const [first, ...others] = this.#waiting.get(key)?.splice(0, this.#options.most) ?? [];
    if (first) this.#start(key, first, others);
    else this.#waiting.delete(key);
  }
}
