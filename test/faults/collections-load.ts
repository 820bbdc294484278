import { expect } from 'vitest';
import type { RunningFrodb } from '../support/frodb.ts';
import type { Random } from './random.ts';
import { ask } from './writes.ts';

/** What is known of a collection: that it is there or gone, or that a create or drop of it got no answer. */
type Known = 'there' | 'gone' | 'unknown';

/** Creates and drops collections that use all three stores, one after another, and remembers what was acknowledged. */
export class CollectionsLoad {
  readonly #known = new Map<string, Known>();
  #stopped = false;

  constructor(
    private readonly frodb: RunningFrodb,
    private readonly random: Random,
    private readonly prefix: string,
  ) {}

  stop(): void {
    this.#stopped = true;
  }

  async run(): Promise<void> {
    for (let n = 0; !this.#stopped; n++) {
      const there = [...this.#known].filter(([, known]) => known === 'there').map(([name]) => name);
      const dropped = this.random.whole(3) === 0 ? there[this.random.whole(there.length)] : undefined;
      if (dropped === undefined) await this.#create(`${this.prefix}_${n}`);
      else await this.#drop(dropped);
    }
  }

  async #create(name: string): Promise<void> {
    const fields = [
      { name: 'body', type: 'text', vectorize: true },
      { name: 'file', type: 'file', extract_config: { extract_text: false } },
    ];
    this.#known.set(name, 'unknown');
    const reply = await ask(this.frodb, 'POST', '/collections', { name, fields });
    if (reply?.status === 201) this.#known.set(name, 'there');
  }

  async #drop(name: string): Promise<void> {
    this.#known.set(name, 'unknown');
    const reply = await ask(this.frodb, 'DELETE', `/collections/${name}`);
    if (reply?.status === 204) this.#known.set(name, 'gone');
  }

  /** Every collection whose create was acknowledged is there, and takes a file; dropped ones are gone. */
  async verify(frodb: RunningFrodb): Promise<void> {
    for (const [name, known] of this.#known) {
      const reply = await ask(frodb, 'GET', `/collections/${name}`);
      if (known === 'there') expect(reply?.status, `collection ${name} is lost`).toBe(200);
      if (known === 'gone') expect(reply?.status, `collection ${name} is back`).toBe(404);
      if (reply?.status === 200) await this.#verifyWritable(frodb, name);
    }
  }

  async #verifyWritable(frodb: RunningFrodb, name: string): Promise<void> {
    const form = new FormData();
    form.set('body', 'a foz do rio');
    form.set('file', new Blob(['água']), 'f.txt');
    const reply = await ask(frodb, 'POST', `/collections/${name}/records`, form);
    expect(reply?.status, `${name}: ${JSON.stringify(reply?.json)}`).toBe(201);
  }
}
