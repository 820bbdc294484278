import type { Listener } from '../../infra/listener.ts';
import type { Logger } from '../../infra/logger.ts';
import type { Queryable } from '../../infra/postgres.ts';
import { comparePositions, firstPosition } from '../../write/event-position.ts';
import type { EventPosition } from '../../write/event-position.ts';
import { eventsChannel } from '../../write/events.ts';
import { keptMessage } from './message.ts';
import type { KeptMessage } from './message.ts';
import { readEnd, readPage } from './store.ts';

export interface TailDeps {
  pg: Queryable;
  feed: Pick<Listener, 'on' | 'onConnect'>;
  logger: Logger;
  /** Told every new event, in order. */
  onMessage: (message: KeptMessage) => void;
  /** Called now and then while there are many: gives those who were told time to take it. */
  onMuch: () => Promise<void>;
  /** Events were deleted before they could be read here. */
  onGap: () => void;
}

/** The one reader of new events, for all who follow them by this gateway. */
export interface Tail {
  /** Reads until `stop`; resolves when it has begun. Errors: 503 while Postgres is down. */
  start: () => Promise<void>;
  stop: () => void;
  /** All that it has read after a position; null where it remembers only later ones. */
  since: (position: EventPosition) => readonly KeptMessage[] | null;
}

/** So often it looks without a notice. */
const lookMs = 1_000;
/** Until it looks again for events that wait for an older transaction, of whose end nobody may tell; then ever longer. */
const waitingMs = 20;
const pageEvents = 100;
/** What is told before there is a pause. */
const charactersAtOnce = 100_000;

interface Reading {
  bell: Bell;
  isStopped: boolean;
  begun: Promise<void>;
}

export function createTail({ pg, feed, logger, onMessage, onMuch, onGap }: TailDeps): Tail {
  const memory = createMemory();
  let reading: Reading | null = null;
  const ring = (): void => reading?.bell.ring();
  feed.on(eventsChannel, ring);
  feed.onConnect(ring);

  async function begin(mine: Pick<Reading, 'bell' | 'isStopped'>): Promise<void> {
    const end = await readEnd(pg);
    if (mine.isStopped) return;
    memory.clear(end);
    void readOn(mine);
  }

  async function readOn(mine: Pick<Reading, 'bell' | 'isStopped'>): Promise<void> {
    let pauseMs = lookMs;
    while (!mine.isStopped) {
      mine.bell.reset();
      const found = await readNext(mine).catch((error: unknown) => {
        logger.warn({ err: error }, 'events could not be read; next try in a second');
        return 'all' as const;
      });
      if (found === 'more') continue;
      const isFirstWait = found === 'waiting' && pauseMs === lookMs;
      pauseMs = found === 'all' ? lookMs : isFirstWait ? waitingMs : Math.min(pauseMs * 2, lookMs);
      await mine.bell.wait(pauseMs);
    }
  }

  async function readNext(mine: Pick<Reading, 'isStopped'>): Promise<'more' | 'waiting' | 'all'> {
    const { events, isForgotten, isMoreWaiting } = await readPage(pg, memory.upTo(), pageEvents);
    if (isForgotten && !mine.isStopped) onGap();
    let characters = 0;
    for (const kept of events) {
      if (mine.isStopped) return 'all';
      const message = keptMessage(kept);
      memory.add(message);
      onMessage(message);
      characters += message.length;
      if (characters < charactersAtOnce) continue;
      characters = 0;
      await onMuch();
    }
    if (events.length === pageEvents) return 'more';
    return isMoreWaiting ? 'waiting' : 'all';
  }

  return {
    start: () => {
      if (reading) return reading.begun;
      const mine: Reading = { bell: createBell(), isStopped: false, begun: Promise.resolve() };
      reading = mine;
      mine.begun = begin(mine).catch((error: unknown) => {
        if (reading === mine) reading = null;
        throw error;
      });
      return mine.begun;
    },
    stop: () => {
      if (!reading) return;
      reading.isStopped = true;
      ring();
      reading = null;
    },
    since: memory.since,
  };
}

const mostRemembered = 1_000;
const mostCharacters = 500_000;

/** The last events that were read, so that who comes from Postgres' pages finds the connection. */
function createMemory() {
  let recent: KeptMessage[] = [];
  let characters = 0;
  /** All events behind it up to `last` are in `recent`. */
  let from = firstPosition;
  let last = firstPosition;
  return {
    clear: (position: EventPosition): void => {
      recent = [];
      characters = 0;
      from = last = position;
    },
    add: (message: KeptMessage): void => {
      last = message.position;
      recent.push(message);
      characters += message.length;
      while (recent.length > mostRemembered || characters > mostCharacters) {
        const oldest = recent.shift();
        if (!oldest) return;
        characters -= oldest.length;
        from = oldest.position;
      }
    },
    upTo: (): EventPosition => last,
    since: (position: EventPosition): readonly KeptMessage[] | null => {
      if (comparePositions(position, from) < 0) return null;
      const first = recent.findIndex((message) => comparePositions(message.position, position) > 0);
      return first < 0 ? [] : recent.slice(first);
    },
  };
}

type Bell = ReturnType<typeof createBell>;

/** Ends a pause; one that rings while nobody waits ends the next. */
function createBell() {
  let hasRung = false;
  let goOn = (): void => undefined;
  return {
    reset: (): void => void (hasRung = false),
    ring: (): void => {
      hasRung = true;
      goOn();
    },
    wait: (ms: number): Promise<void> => {
      if (hasRung) return Promise.resolve();
      return new Promise((resolve) => {
        const timer = setTimeout(resolve, ms);
        timer.unref();
        goOn = () => {
          clearTimeout(timer);
          resolve();
        };
      });
    },
  };
}
