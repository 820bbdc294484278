import { connect, createServer } from 'node:net';
import type { AddressInfo, Server, Socket } from 'node:net';

/**
 * What happens to the next request that matches. `lose-request`: the connection breaks before it gets there.
 * `lose-answer`: it breaks when the engine has done it. `hold`: it is kept back; the client may leave meanwhile.
 */
export type Mishap = 'lose-request' | 'lose-answer' | 'hold';

/** A request that met its mishap. */
export interface Caught {
  /** Resolves when the request has come by. */
  met: Promise<void>;
  /** Breaks the connection between a held request and its client. */
  breakOff: () => void;
  /** Lets a held request through, also when its client has left. Resolves when the engine has answered it. */
  release: () => Promise<void>;
}

interface Trap {
  pattern: string;
  after: string;
  skip: number;
  mishap: Mishap;
  meet: (link: Link) => void;
}

interface Link {
  client: Socket;
  engine: Socket;
  /** What a held request has sent so far; null while everything goes through. */
  held: Buffer[] | null;
  /** It has sent what the trap waits for before it closes. */
  isDue: boolean;
  /** The beginnings of its packets, to know what it is for. */
  sent: string;
}

const keptOfPacket = 200;
const keptOfLink = 10_000;

function pause({ client, engine }: Link): void {
  client.pause();
  engine.pause();
}

/** Bytes that end an answer of Postgres: ReadyForQuery, idle. */
const readyForQuery = Buffer.from([0x5a, 0, 0, 0, 5, 0x49]);

/** A TCP proxy before an engine: what a network can do to a request, done on purpose. */
export class FaultProxy {
  readonly #server: Server;
  readonly #links = new Set<Link>();
  #trap: Trap | null = null;
  #silenced: string | null = null;
  #isCut = false;

  private constructor(private readonly target: URL) {
    this.#server = createServer((client) => this.#accept(client));
  }

  static async before(engineUrl: string): Promise<FaultProxy> {
    const proxy = new FaultProxy(new URL(engineUrl));
    await new Promise<void>((resolve) => proxy.#server.listen(0, '127.0.0.1', resolve));
    return proxy;
  }

  /** The engine's address by way of the proxy. */
  get url(): string {
    const url = new URL(this.target);
    url.hostname = '127.0.0.1';
    url.port = String((this.#server.address() as AddressInfo).port);
    return url.href.replace(/\/$/, '');
  }

  /**
   * Once, for the next packet from a client that has `pattern` in it (statement name, path, …). `after`: only on a
   * connection that has sent that meanwhile; `skip`: so many go through before.
   */
  next(pattern: string, mishap: Mishap, { after = '', skip = 0 } = {}): Caught {
    for (const link of this.#links) link.isDue = false;
    let caught: Link | undefined;
    const met = new Promise<void>((resolve) => {
      this.#trap = {
        pattern,
        after,
        skip,
        mishap,
        meet: (link) => {
          caught = link;
          resolve();
        },
      };
    });
    return {
      met,
      breakOff: () => caught?.client.destroy(),
      release: async () => {
        const link = caught;
        if (!link?.held) throw new Error('nothing is held');
        // The engine may have ended the connection meanwhile: then nothing can arrive any more.
        if (link.engine.destroyed) return;
        const answered = new Promise<void>((resolve) => {
          link.engine.once('data', () => resolve());
          link.engine.once('close', () => resolve());
        });
        const held = Buffer.concat(link.held);
        link.held = null;
        link.engine.write(held);
        await answered;
      },
    };
  }

  /**
   * Nothing goes through any more on connections that have sent `pattern`, or send it from now on, and nobody is told:
   * as when a cable is pulled.
   */
  silence(pattern: string): void {
    this.#silenced = pattern;
    for (const link of this.#links) if (link.sent.includes(pattern)) pause(link);
  }

  /** Breaks all connections and takes no new ones. */
  cut(): void {
    this.#isCut = true;
    for (const link of this.#links) this.#end(link);
  }

  restore(): void {
    this.#silenced = null;
    this.#isCut = false;
    for (const { client, engine } of this.#links) [client, engine].forEach((socket) => socket.resume());
  }

  async close(): Promise<void> {
    for (const link of this.#links) this.#end(link);
    await new Promise((resolve) => this.#server.close(resolve));
  }

  #accept(client: Socket): void {
    if (this.#isCut) {
      client.destroy();
      return;
    }
    const engine = connect(Number(this.target.port), this.target.hostname);
    const link: Link = { client, engine, held: null, isDue: false, sent: '' };
    this.#links.add(link);
    for (const socket of [client, engine]) {
      socket.setNoDelay(true);
      socket.on('error', () => undefined);
    }
    client.on('data', (data: Buffer) => this.#fromClient(link, data));
    engine.on('data', (data: Buffer) => void client.write(data));
    // A held request outlives its client.
    client.on('close', () => link.held ?? engine.end());
    engine.on('close', () => this.#end(link));
  }

  #fromClient(link: Link, data: Buffer): void {
    if (link.sent.length < keptOfLink) link.sent += data.toString('latin1', 0, keptOfPacket);
    if (this.#silenced !== null && data.includes(this.#silenced)) {
      pause(link);
      return;
    }
    if (link.held) {
      link.held.push(data);
      return;
    }
    const trap = this.#trap;
    if (trap && data.includes(trap.after)) link.isDue = true;
    if (!trap || !link.isDue || !data.includes(trap.pattern) || trap.skip-- > 0) {
      link.engine.write(data);
      return;
    }
    this.#trap = null;
    trap.meet(link);
    switch (trap.mishap) {
      case 'lose-request':
        return this.#end(link);
      case 'hold':
        link.held = [data];
        return;
      case 'lose-answer':
        return this.#loseAnswer(link, data);
    }
  }

  #loseAnswer(link: Link, request: Buffer): void {
    let answer = Buffer.alloc(0);
    link.engine.removeAllListeners('data');
    link.engine.on('data', (data: Buffer) => {
      answer = Buffer.concat([answer, data]);
      if (answer.subarray(-readyForQuery.length).equals(readyForQuery)) this.#end(link);
    });
    link.engine.write(request);
  }

  #end(link: Link): void {
    this.#links.delete(link);
    link.client.destroy();
    link.engine.destroy();
  }
}
