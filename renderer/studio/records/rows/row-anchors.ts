/** Where a page of rows begins: by a cursor, or so many rows from the first; neither: at the first. */
export interface Start {
  cursor?: string;
  offset?: number;
}

/** The API counts no further than this from the first row. */
const farthestOffset = 10_000;

/**
 * Where the pages of one query begin, as far as one has come. Cursors lead forward only; what they led to is kept, so that
 * every place one has been to is one request away. Rows that come and go before a place do not move it.
 */
export class RowAnchors {
  readonly pageSize: number;
  private readonly cursors = new Map<number, string>();
  private readonly listeners = new Set<() => void>();
  private version = 0;
  /** How many rows there are, once the last page was seen. */
  private end: number | null = null;

  constructor(pageSize: number) {
    this.pageSize = pageSize;
  }

  readonly subscribe = (listener: () => void): (() => void) => {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  };
  /** Another one whenever anything was learned. */
  readonly getVersion = (): number => this.version;

  /** undefined: it must be gone to first. */
  startOf(page: number): Start | undefined {
    if (page === 0) return {};
    const cursor = this.cursors.get(page);
    if (cursor !== undefined) return { cursor };
    const offset = page * this.pageSize;
    return offset <= farthestOffset ? { offset } : undefined;
  }

  /** The last page before `page` whose start is known, to go on from. */
  nearestBefore(page: number): number {
    let nearest = Math.min(page, Math.floor(farthestOffset / this.pageSize));
    for (const known of this.cursors.keys()) if (known <= page && known > nearest) nearest = known;
    return nearest;
  }

  getEnd(): number | null {
    return this.end;
  }

  /** A page was read: where the next one begins, or that there is none. */
  learn(page: number, rows: number, next: string | null): void {
    const before = { cursor: this.cursors.get(page + 1), end: this.end };
    if (next === null) {
      // An empty page past the end says only that the end lies before it.
      if (rows > 0 || page === 0) this.end = page * this.pageSize + rows;
      for (const known of this.cursors.keys()) if (known > page) this.cursors.delete(known);
    } else {
      this.cursors.set(page + 1, next);
      if (this.end !== null && this.end <= (page + 1) * this.pageSize) this.end = null;
    }
    if (before.cursor !== this.cursors.get(page + 1) || before.end !== this.end) {
      this.version++;
      for (const listener of this.listeners) listener();
    }
  }
}
