import { setImmediate, setTimeout as sleep } from 'node:timers/promises';
import type { Logger } from '../../infra/logger.ts';
import type { KeyService } from '../keys/service.ts';
import type { SessionService } from '../sessions/service.ts';
import type { KeptMessage, Message } from './message.ts';
import type { EventStream, StreamEnd } from './stream.ts';

export interface StreamsDeps {
  keys: Pick<KeyService, 'findCallers'>;
  sessions: Pick<SessionService, 'findValid'>;
  logger: Logger;
  /** The last stream has ended. */
  onEmpty: () => void;
}

export type Streams = ReturnType<typeof createStreams>;

const beatMs = 15_000;
const keyCheckMs = 2_000;
/** How long one client that reads slowly holds up the others while much happens; it is cut off soon. */
const patienceMs = 50;

/** All streams of this gateway; what has to be done for each every now and then is done for all at once. */
export function createStreams({ keys, sessions, logger, onEmpty }: StreamsDeps) {
  const streams = new Set<EventStream>();
  const timers: NodeJS.Timeout[] = [];

  /** Ends the streams of keys and sessions that are gone or have run out; the others go by what their key may do now. */
  async function checkKeys(): Promise<void> {
    const asked = [...streams];
    try {
      const [callers, valid] = await Promise.all([
        keys.findCallers([...new Set(asked.map(({ caller }) => caller.keyId))]),
        sessions.findValid([...new Set(asked.flatMap(({ sessionId }) => sessionId ?? []))]),
      ]);
      for (const stream of asked) {
        const caller = callers.get(stream.caller.keyId);
        if (!caller) stream.end('key');
        else if (stream.sessionId !== null && !valid.has(stream.sessionId)) stream.end('session');
        else stream.caller = caller;
      }
    } catch (error) {
      // Nothing is read for anybody as long as Postgres is down.
      logger.debug({ err: error }, 'the keys of event streams could not be looked up');
    }
  }

  return {
    isEmpty: (): boolean => streams.size === 0,
    add: (stream: EventStream): void => {
      streams.add(stream);
      if (streams.size > 1) return;
      timers.push(
        setInterval(() => streams.forEach((one) => one.beat()), beatMs),
        setInterval(() => void checkKeys(), keyCheckMs),
      );
    },
    remove: (stream: EventStream): void => {
      if (!streams.delete(stream) || streams.size > 0) return;
      timers.splice(0).forEach(clearInterval);
      onEmpty();
    },
    /** To those that have all before it. */
    send: (message: KeptMessage): void => {
      for (const stream of streams) if (stream.isLive) stream.send(message);
    },
    /** Resolves when they have sent most of it, or after a moment. */
    drained: async (): Promise<void> => {
      await setImmediate();
      const drained = Promise.all([...streams].filter(({ isLive }) => isLive).map((one) => one.drained()));
      await Promise.race([drained, sleep(patienceMs, undefined, { ref: false })]);
    },
    sendLive: (message: Message): void => {
      for (const stream of streams) stream.sendLive(message);
    },
    endAll: (why: StreamEnd): void => {
      for (const stream of streams) stream.end(why);
    },
  };
}
