import { createHash, randomBytes } from 'node:crypto';
import { expect } from 'vitest';
import type { RunningFrodb } from '../support/frodb.ts';
import type { Random } from './random.ts';

interface Known {
  title: string;
  /** What may be there: the last acknowledged value, and those of writes that got no answer since. */
  bodies: string[];
  years: (number | null)[];
  sha256: string | null;
  /** A delete was sent: `acknowledged` means it must be gone, `unknown` that it may be. */
  deleted: 'no' | 'unknown' | 'acknowledged';
}

interface Answer {
  status: number;
  body: Record<string, unknown>;
}

const usualWriters = 6;
/** What `$in` may list. */
const listed = 100;

/** So many at once: they are committed together. */
const plainAtOnce = 5;

/**
 * Writes creates with files (sent with the record or before it), plain creates at the same time, patches, deletes and
 * batches (JSON and NDJSON) until stopped, and remembers what was acknowledged.
 */
export class Load {
  readonly #known = new Map<string, Known>();
  readonly #titles = new Set<string>();
  readonly #refusedTitles: string[] = [];
  /** Ids and titles of records in the collection without files, vectors and unique values. */
  readonly #plain = new Map<string, string>();
  readonly #refusedPlain: string[] = [];
  #frodb: RunningFrodb;
  #path = '';
  #stopped = false;
  #acknowledged = 0;
  #refused = 0;

  constructor(
    frodb: RunningFrodb,
    private readonly random: Random,
    private readonly writers = usualWriters,
  ) {
    this.#frodb = frodb;
  }

  async prepare(collection: string): Promise<void> {
    this.#path = `/collections/${collection}`;
    const fields = [
      { name: 'title', type: 'string', unique: true },
      { name: 'body', type: 'text', vectorize: true },
      { name: 'year', type: 'int', filterable: true },
      { name: 'file', type: 'file', extract_config: { extract_text: false } },
    ];
    const answer = await this.#send('POST', '/collections', { name: collection, fields });
    expect(answer?.status).toBe(201);
    const plain = { name: `${collection}_plain`, fields: [{ name: 'title', type: 'string' }] };
    expect((await this.#send('POST', '/collections', plain))?.status).toBe(201);
  }

  /** Writes that were answered with success. */
  get acknowledged(): number {
    return this.#acknowledged;
  }

  /** Writes that were refused with 503. */
  get refused(): number {
    return this.#refused;
  }

  stop(): void {
    this.#stopped = true;
  }

  async run(): Promise<void> {
    await Promise.all(Array.from({ length: this.writers }, (_, writer) => this.#write(writer)));
  }

  async #write(writer: number): Promise<void> {
    for (let n = 0; !this.#stopped; n++) {
      const ids = [...this.#known].filter(([, known]) => known.deleted === 'no').map(([id]) => id);
      const id = ids.filter((_, index) => index % this.writers === writer)[this.random.whole(5)];
      const dice = this.random.whole(12);
      if (id === undefined || dice < 3) await this.#create(`t-${writer}-${n}`);
      else if (dice < 4) await this.#createStaged(`s-${writer}-${n}`);
      else if (dice < 7) await this.#patch(id, n);
      else if (dice < 8) await this.#delete(id);
      else if (dice < 10) await this.#batch(`b-${writer}-${n}`);
      else await this.#createPlain(`p-${writer}-${n}`);
    }
  }

  async #create(title: string): Promise<void> {
    const bytes = randomBytes(1 + this.random.whole(200_000));
    const body = `o rio ${title} corre para o mar`;
    const form = new FormData();
    form.set('title', title);
    form.set('body', body);
    form.set('file', new Blob([bytes]), 'f.bin');
    this.#created(await this.#send('POST', `${this.#path}/records`, form), title, body, bytes);
  }

  /** The file first, then the record that takes it. */
  async #createStaged(title: string): Promise<void> {
    const bytes = randomBytes(1 + this.random.whole(100_000));
    const form = new FormData();
    form.set('file', new Blob([bytes]), 'f.bin');
    const collection = this.#path.split('/').at(-1);
    const staged = await this.#send('POST', `/files?collection=${collection}`, form);
    if (staged?.status !== 201) return;
    const body = `a margem ${title} do rio`;
    const json = { title, body, file: { file_id: staged.body['id'] } };
    this.#created(await this.#send('POST', `${this.#path}/records`, json), title, body, bytes);
  }

  async #createPlain(prefix: string): Promise<void> {
    const titles = Array.from({ length: plainAtOnce }, (_, n) => `${prefix}-${n}`);
    const send = async (title: string): Promise<void> => {
      const answer = await this.#send('POST', `${this.#path}_plain/records`, { title });
      if (isUndone(answer)) this.#refusedPlain.push(title);
      if (answer?.status === 201) this.#plain.set(String(answer.body['id']), title);
    };
    await Promise.all(titles.map(send));
  }

  #created(answer: Answer | null, title: string, body: string, bytes: Buffer): void {
    if (isUndone(answer)) this.#refusedTitles.push(title);
    if (answer?.status !== 201) return;
    const sha256 = createHash('sha256').update(bytes).digest('hex');
    const known: Known = { title, bodies: [body], years: [null], sha256, deleted: 'no' };
    this.#known.set(String(answer.body['id']), known);
  }

  async #patch(id: string, year: number): Promise<void> {
    const known = this.#known.get(id);
    if (!known) return;
    const body = `a chuva ${known.title} do ano ${year}`;
    known.bodies.push(body);
    known.years.push(year);
    const answer = await this.#send('PATCH', `${this.#path}/records/${id}`, { year, body });
    if (answer?.status === 200) Object.assign(known, { bodies: [body], years: [year] });
  }

  async #delete(id: string): Promise<void> {
    const known = this.#known.get(id);
    if (!known) return;
    known.deleted = 'unknown';
    const answer = await this.#send('DELETE', `${this.#path}/records/${id}`);
    if (answer?.status === 200) known.deleted = 'acknowledged';
  }

  async #batch(prefix: string): Promise<void> {
    const records = Array.from({ length: 5 }, (_, n) => ({
      title: `${prefix}-${n}`,
      body: `a ponte ${prefix} ${n}`,
      year: n,
    }));
    const ndjson = records.map((record) => JSON.stringify(record)).join('\n');
    const body = this.random.whole(2) === 0 ? records : ndjson;
    const answer = await this.#send('POST', `${this.#path}/records:batch`, body);
    if (answer?.status !== 201) return;
    const created = answer.body['records'] as { id: string }[];
    for (const [n, { id }] of created.entries()) {
      const { title, body } = records[n] ?? { title: '', body: '' };
      this.#known.set(id, { title, bodies: [body], years: [n], sha256: null, deleted: 'no' });
    }
  }

  /** Every acknowledged write is there, with its text found by search and its bytes; every record is whole. */
  async verify(frodb: RunningFrodb): Promise<void> {
    await this.verifyRecords(frodb);
    await this.verifySearch(frodb);
  }

  /** All of that but the search. */
  async verifyRecords(frodb: RunningFrodb): Promise<void> {
    this.#frodb = frodb;
    for (const [id, known] of this.#known) {
      const answer = await this.#untilAnswered('GET', `${this.#path}/records/${id}`);
      if (answer.status === 404) {
        expect(known.deleted, `record ${id} (${known.title}) is lost`).not.toBe('no');
        continue;
      }
      expect(known.deleted).not.toBe('acknowledged');
      expect(answer.body['title']).toBe(known.title);
      expect(known.bodies).toContain(answer.body['body']);
      expect(known.years).toContain(answer.body['year']);
      this.#titles.add(known.title);
      if (known.sha256 === null) continue;
      const file = answer.body['file'] as { sha256: string };
      expect(file.sha256).toBe(known.sha256);
      const read = createHash('sha256')
        .update(await this.#download(id))
        .digest('hex');
      expect(read).toBe(known.sha256);
    }
    await this.#verifyNone(this.#path, this.#refusedTitles);
    for (const [id, title] of this.#plain) {
      const answer = await this.#untilAnswered('GET', `${this.#path}_plain/records/${id}`);
      expect(answer.body, `plain record ${id} (${title}) is lost`).toMatchObject({ title });
    }
    await this.#verifyNone(`${this.#path}_plain`, this.#refusedPlain);
  }

  /** Of the records that `verifyRecords` found, one is found by its text. */
  async verifySearch(frodb: RunningFrodb): Promise<void> {
    this.#frodb = frodb;
    const [title] = this.#titles;
    if (title === undefined) return;
    const found = await this.#untilAnswered('POST', `${this.#path}/search`, { query: title, limit: 5 });
    const titles = (found.body['results'] as { record: { title: string } }[]).map(
      ({ record }) => record.title,
    );
    expect(titles).toContain(title);
  }

  async #verifyNone(path: string, titles: string[]): Promise<void> {
    for (let at = 0; at < titles.length; at += listed) {
      const filters = { title: { $in: titles.slice(at, at + listed) } };
      const found = await this.#untilAnswered('POST', `${path}/query`, { filters });
      expect(found.body).toMatchObject({ total: 0 });
    }
  }

  /** Waits for an object store that has just been killed. */
  async #download(id: string): Promise<Buffer> {
    const deadline = Date.now() + 20_000;
    for (;;) {
      const url = `${this.#frodb.url}${this.#path}/records/${id}/files/file`;
      const response = await fetch(url, { headers: this.#headers() });
      if (response.ok) return Buffer.from(await response.arrayBuffer());
      const problem = await response.text();
      if (response.status < 500 || Date.now() > deadline) throw new Error(`GET ${url}: ${problem}`);
      await new Promise((resolve) => setTimeout(resolve, 200));
    }
  }

  #headers(): Record<string, string> {
    return { authorization: `Bearer ${this.#frodb.key}` };
  }

  async #untilAnswered(method: string, path: string, body?: unknown): Promise<Answer> {
    const deadline = Date.now() + 20_000;
    for (;;) {
      const answer = await this.#send(method, path, body);
      if (answer && answer.status < 500) return answer;
      if (Date.now() > deadline)
        throw new Error(`${method} ${path} gets no answer: ${JSON.stringify(answer)}`);
      await new Promise((resolve) => setTimeout(resolve, 200));
    }
  }

  /** A string is NDJSON. */
  #withBody(body: unknown): Pick<RequestInit, 'headers' | 'body'> {
    const headers = this.#headers();
    if (body === undefined) return { headers };
    if (body instanceof FormData) return { headers, body };
    if (typeof body === 'string') {
      return { headers: { ...headers, 'content-type': 'application/x-ndjson' }, body };
    }
    return { headers: { ...headers, 'content-type': 'application/json' }, body: JSON.stringify(body) };
  }

  /** null when the connection broke: then nobody knows whether the write exists. */
  async #send(method: string, path: string, body?: unknown): Promise<Answer | null> {
    try {
      const response = await fetch(this.#frodb.url + path, { method, ...this.#withBody(body) });
      if (response.ok) this.#acknowledged++;
      if (response.status === 503) this.#refused++;
      return { status: response.status, body: (await response.json()) as Record<string, unknown> };
    } catch {
      // A dead gateway answers nothing; without a pause the writers would spin.
      await new Promise((resolve) => setTimeout(resolve, 50));
      return null;
    }
  }
}

/** Unless it says that nobody knows yet, a 503 means that nothing was saved. */
function isUndone(answer: Answer | null): boolean {
  return answer?.status === 503 && !String(answer.body['detail']).includes('not known yet');
}
