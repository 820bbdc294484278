/** Does what several calls ask for at once. */
export interface JointWork<Item, Shared, Result> {
  run: (items: [Item, ...Item[]]) => Promise<Shared>;
  /** What one of them gets out of it. */
  take: (shared: Shared, item: Item) => Result | Promise<Result>;
}

interface Call<Item, Shared, Result> {
  item: Item;
  work: JointWork<Item, Shared, Result>;
  resolve: (result: Promise<Result>) => void;
}

export interface JoinerOptions {
  /** Items that are run together. */
  most: number;
  /** What takes longer may hang: the next ones go ahead of it. */
  patienceMs: number;
}

/**
 * Joins calls of the same key: those that come while one is under way wait for it, and are then run together. Nobody
 * waits for company: with nothing under way a call is run at once.
 */
export class Joiner<Key, Item, Shared, Result> {
  /** Of each key that has something under way. */
  readonly #waiting = new Map<Key, Call<Item, Shared, Result>[]>();
  readonly #options: JoinerOptions;

  constructor(options: JoinerOptions) {
    this.#options = options;
  }

  /** `work` is the same for every call of this key. */
  add(key: Key, item: Item, work: JointWork<Item, Shared, Result>): Promise<Result> {
    return new Promise((resolve) => {
      const call = { item, work, resolve };
      const waiting = this.#waiting.get(key);
      if (waiting) {
        waiting.push(call);
      } else {
        this.#waiting.set(key, []);
        this.#start(key, call, []);
      }
    });
  }

  #start(key: Key, first: Call<Item, Shared, Result>, others: Call<Item, Shared, Result>[]): void {
    const running = first.work.run([first.item, ...others.map(({ item }) => item)]);
    for (const { item, work, resolve } of [first, ...others]) {
      resolve(running.then((shared) => work.take(shared, item)));
    }
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

  #next(key: Key): void {
    const [first, ...others] = this.#waiting.get(key)?.splice(0, this.#options.most) ?? [];
    if (first) this.#start(key, first, others);
    else this.#waiting.delete(key);
  }
}
