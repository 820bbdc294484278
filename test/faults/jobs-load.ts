import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { expect } from 'vitest';
import type { Queryable } from '../../gateway/infra/postgres.ts';
import type { RunningFrodb } from '../support/frodb.ts';
import { until } from '../support/processes.ts';
import type { Random } from './random.ts';
import { ask } from './writes.ts';
import type { Reply } from './writes.ts';

type Address = Pick<RunningFrodb, 'url' | 'key'>;

/** What was asked for and got no answer: it is there once, or not at all. */
interface Unanswered {
  idempotencyKey: string | null;
  titles: string[];
  send: (headers: Record<string, string>) => Promise<Reply>;
}

const writers = 3;
const rowsOfImport = 3_000;
/** Every so many rows of a file is not taken. */
const badEvery = 100;

/** Asks for writes and imports that are done later, until it is stopped, and remembers which were accepted. */
export class JobsLoad {
  /** Of rows that were accepted. */
  readonly #titles = new Set<string>();
  /** Of jobs that were accepted. */
  readonly #jobs = new Set<string>();
  readonly #imports = new Set<string>();
  #unanswered: Unanswered[] = [];
  #isStopped = false;
  #name = '';

  constructor(
    private readonly at: () => Address,
    private readonly random: Random,
  ) {}

  get #path(): string {
    return `/collections/${this.#name}`;
  }

  get accepted(): number {
    return this.#jobs.size;
  }

  async prepare(name: string): Promise<void> {
    this.#name = name;
    const fields = [
      { name: 'title', type: 'string', filterable: true },
      { name: 'body', type: 'text', vectorize: true },
      { name: 'number', type: 'int' },
    ];
    expect((await ask(this.at(), 'POST', '/collections', { name, fields }))?.status).toBe(201);
  }

  stop(): void {
    this.#isStopped = true;
  }

  async run(): Promise<void> {
    const each = Array.from({ length: writers }, (_, writer) => this.#write(writer));
    await Promise.all([...each, this.#import(0), this.#import(1)]);
  }

  async #write(writer: number): Promise<void> {
    for (let n = 0; !this.#isStopped; n++) {
      const prefix = `w-${writer}-${n}`;
      const isBatch = this.random.whole(3) === 0;
      const titles = isBatch ? Array.from({ length: 5 }, (_, row) => `${prefix}-${row}`) : [prefix];
      const rows = titles.map((title, number) => ({ title, number, body: `o rio ${title} corre` }));
      const idempotencyKey = this.random.whole(2) === 0 ? randomUUID() : null;
      await this.#ask({
        idempotencyKey,
        titles,
        send: (headers) =>
          ask(
            this.at(),
            'POST',
            `${this.#path}/records${isBatch ? ':batch' : ''}`,
            isBatch ? rows : rows[0],
            {
              prefer: 'respond-async',
              ...headers,
            },
          ),
      });
      // Jobs are made faster than they are done.
      await sleep(10 + this.random.whole(30));
    }
  }

  async #import(number: number): Promise<void> {
    const [lines, titles] = [['title,body,number'], [] as string[]];
    for (let row = 0; row < rowsOfImport; row++) {
      const title = `i-${number}-${row}`;
      const isBad = row % badEvery === 0;
      lines.push(`${title},a margem ${title} do rio,${isBad ? 'none' : row}`);
      if (!isBad) titles.push(title);
    }
    const csv = `${lines.join('\n')}\n`;
    await this.#ask({
      idempotencyKey: randomUUID(),
      titles,
      send: (headers) => {
        const form = new FormData();
        form.set('options', JSON.stringify({ format: 'csv', on_error: 'reject_row' }));
        form.set('file', new Blob([csv], { type: 'text/csv' }), 'rows.csv');
        return ask(this.at(), 'POST', `${this.#path}/imports`, form, headers);
      },
    });
  }

  async #ask(asked: Unanswered): Promise<void> {
    if (await this.#isAccepted(asked)) return;
    this.#unanswered.push(asked);
    // Without a pause they would spin while nobody is there.
    await sleep(50);
  }

  /** False where nobody knows: there was no answer, or one that says so. */
  async #isAccepted({ idempotencyKey: key, titles, send }: Unanswered): Promise<boolean> {
    const answer = await send(key === null ? {} : { 'idempotency-key': key });
    if (answer === null || answer.status >= 500) return false;
    expect(answer).toMatchObject({ status: 202 });
    const id = String(answer.json['id']);
    this.#jobs.add(id);
    if (answer.json['kind'] === 'import') this.#imports.add(id);
    for (const title of titles) this.#titles.add(title);
    return true;
  }

  /** Asks once more for what got no answer and has an Idempotency-Key: now it is accepted, once. */
  async askAgain(): Promise<void> {
    const again = this.#unanswered.filter(({ idempotencyKey }) => idempotencyKey !== null);
    this.#unanswered = this.#unanswered.filter(({ idempotencyKey }) => idempotencyKey === null);
    for (const asked of again) await until(() => this.#isAccepted(asked), 'an answer');
  }

  /** Waits until no job waits or runs. */
  async untilDone(pg: Queryable): Promise<void> {
    await until(
      async () => {
        const rows = await pg
          .query<{ state: string; count: number }>(
            `SELECT state, count(*) FROM frodb.jobs WHERE ended_at IS NULL GROUP BY state`,
          )
          .catch(() => [{ state: 'unknown', count: 1 }]);
        return rows.length === 0;
      },
      'all jobs to end',
      120,
    );
  }

  /** Every accepted row is there once, and every other one that was asked for at most once. */
  async verify(pg: Queryable, table: string): Promise<void> {
    const jobs = await pg.query<{ id: string; kind: string; state: string; error: unknown; result: unknown }>(
      'SELECT id, kind, state, error, result FROM frodb.jobs WHERE id = ANY($1::uuid[])',
      [[...this.#jobs]],
    );
    expect(jobs.filter(({ state }) => state !== 'succeeded')).toEqual([]);
    expect(jobs).toHaveLength(this.#jobs.size);
    const rejected = rowsOfImport / badEvery;
    for (const { id, result } of jobs.filter((job) => this.#imports.has(job.id)))
      expect(result, `import ${id}`).toMatchObject({ created: rowsOfImport - rejected, rejected });
    const rows = await pg.query<{ title: string; count: number }>(
      `SELECT title, count(*) FROM ${table} GROUP BY title`,
    );
    const twice = rows.filter(({ count }) => count > 1);
    expect(twice).toEqual([]);
    const there = new Set(rows.map(({ title }) => title));
    expect([...this.#titles].filter((title) => !there.has(title))).toEqual([]);
    const maybe = new Set(this.#unanswered.flatMap(({ titles }) => titles));
    expect([...there].filter((title) => !this.#titles.has(title) && !maybe.has(title))).toEqual([]);
  }
}
