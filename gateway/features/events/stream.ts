import type { IncomingMessage, ServerResponse } from 'node:http';
import { createSession } from 'better-sse';
import type { EventBuffer, Session } from 'better-sse';
import type { Caller } from '../../access/permits.ts';
import { comparePositions, firstPosition } from '../../write/event-position.ts';
import type { EventPosition } from '../../write/event-position.ts';
import { maySee } from './filter.ts';
import type { EventFilter } from './filter.ts';
import { positionBlock, resetBlock } from './message.ts';
import type { KeptMessage, Message } from './message.ts';

/**
 * Who ended a stream: the client, or we because it was too slow, its key is gone, its browser has signed out, FroDB stops,
 * events are missing, or for a fault of ours.
 */
export type StreamEnd = 'client' | 'slow' | 'key' | 'session' | 'stop' | 'gap' | 'error';

export interface StreamOptions {
  caller: Caller;
  /** Of a browser's session; null with a key. */
  sessionId: string | null;
  filter: EventFilter;
  /** Called once. */
  onEnd: (why: StreamEnd, events: number) => void;
}

/** More than this never waits to be sent. */
const mostWaiting = 1_048_576;
/** After which a client that was cut off comes again. */
const retryMs = 1_000;

/** The events that one client is sent. */
export class EventStream {
  /** As its key is now. */
  caller: Caller;
  readonly sessionId: string | null;
  /** Of the last event that it was sent, or that was none for it. */
  position: EventPosition = firstPosition;
  /** It has all that the tail has read, and gets what that reads. */
  isLive = false;
  readonly #options: StreamOptions;
  #connection: { session: Session; response: ServerResponse } | null = null;
  #draining: Promise<void> | null = null;
  #isOver = false;
  #events = 0;

  constructor(options: StreamOptions) {
    this.#options = options;
    this.caller = options.caller;
    this.sessionId = options.sessionId;
  }

  get isOver(): boolean {
    return this.#isOver;
  }

  /** Sends the head, and where the stream begins. */
  async connect(request: IncomingMessage, response: ServerResponse): Promise<void> {
    response.once('close', () => this.#finish('client'));
    // A socket that breaks is closed, too.
    response.on('error', () => undefined);
    if (response.destroyed) this.#finish('client');
    const session = await createSession(request, response, {
      retry: retryMs,
      keepAlive: null,
      trustClientEventId: false,
    });
    this.#connection = { session, response };
    if (this.#isOver) response.end();
    else this.beat();
  }

  /** An event that follows on those before it. */
  send(message: KeptMessage): void {
    if (comparePositions(message.position, this.position) <= 0) return;
    this.position = message.position;
    this.sendLive(message);
  }

  /** An event that is not kept, whatever came before it. */
  sendLive({ event, block, length }: Message): void {
    if (!this.#options.filter(event) || !maySee(this.caller, event)) return;
    this.#events++;
    this.#write(block, length);
  }

  /** Goes on from `position`, and says that what was before it is missing. */
  reset(position: EventPosition, reason: string): void {
    this.position = position;
    this.#write(resetBlock(position, reason));
  }

  /** Keeps the connection open, and the client's position from falling behind where nothing is for it. */
  beat(): void {
    this.#write(positionBlock(this.position));
  }

  /** Resolves when the client has taken most of what it was sent, or is gone. */
  drained(): Promise<void> {
    const response = this.#connection?.response;
    if (!response?.writableNeedDrain || response.destroyed) return Promise.resolve();
    this.#draining ??= new Promise<void>((resolve) => {
      const done = (): void => {
        response.off('drain', done).off('close', done);
        this.#draining = null;
        resolve();
      };
      response.on('drain', done).on('close', done);
    });
    return this.#draining;
  }

  end(why: StreamEnd): void {
    const response = this.#connection?.response;
    this.#finish(why);
    response?.end();
    // Nobody waits for a client that does not read.
    if (response && (why === 'slow' || response.writableLength > 0)) response.destroy();
  }

  #finish(why: StreamEnd): void {
    if (this.#isOver) return;
    this.#isOver = true;
    this.#options.onEnd(why, this.#events);
  }

  #write(block: EventBuffer, length = 0): void {
    if (this.#isOver || !this.#connection) return;
    const { session, response } = this.#connection;
    if (response.writableLength + length > mostWaiting) this.end('slow');
    else void session.batch(block);
  }
}
