import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Caller } from '../../access/permits.ts';
import type { EventsQuery, WireEvent } from '../../contract/events.ts';
import { invalidField, unavailable } from '../../errors.ts';
import type { Listener } from '../../infra/listener.ts';
import type { Logger } from '../../infra/logger.ts';
import type { Queryable } from '../../infra/postgres.ts';
import { comparePositions, formatPosition, parsePosition } from '../../write/event-position.ts';
import type { EventPosition } from '../../write/event-position.ts';
import type { EnginesService } from '../engines/service.ts';
import type { JobService } from '../jobs/service.ts';
import type { KeyService } from '../keys/service.ts';
import type { SessionService } from '../sessions/service.ts';
import { advice, catchUp } from './catch-up.ts';
import { createFilter, maySee } from './filter.ts';
import { followJobs } from './job-changes.ts';
import { liveMessage } from './message.ts';
import { readEnd, readOutlines, readRange } from './store.ts';
import { EventStream } from './stream.ts';
import { createStreams } from './streams.ts';
import type { Streams } from './streams.ts';
import { createTail } from './tail.ts';
import type { Tail } from './tail.ts';

export interface EventDeps {
  pg: Queryable;
  feed: Pick<Listener, 'on' | 'onConnect'>;
  keys: Pick<KeyService, 'findCallers'>;
  sessions: Pick<SessionService, 'findValid'>;
  engines: Pick<EnginesService, 'onChange'>;
  jobs: Pick<JobService, 'find'>;
  logger: Logger;
}

/** What a client asks for. */
export interface StreamRequest {
  caller: Caller;
  /** Of a browser's session; null with a key. */
  sessionId: string | null;
  query: EventsQuery;
  /** The header: it has all events up to this one; without it, it wants those from now on. */
  lastEventId: string | string[] | undefined;
  requestId: string;
}

/** Answers a request with a stream; never throws. */
type SendStream = (request: IncomingMessage, response: ServerResponse) => Promise<void>;

export type EventService = ReturnType<typeof createEventService>;

/** Sends events to all who follow them. */
export function createEventService(deps: EventDeps) {
  const { keys, sessions, logger } = deps;
  let isClosed = false;
  const streams = createStreams({ keys, sessions, logger, onEmpty: () => tail.stop() });
  const tail = createTail({
    ...deps,
    onMessage: streams.send,
    onMuch: streams.drained,
    onGap: () => streams.endAll('gap'),
  });
  /** An event that is not kept, for who listens now. */
  const publish = (event: WireEvent): void => streams.sendLive(liveMessage(event));
  followJobs({ ...deps, hasFollowers: () => !streams.isEmpty(), publish });
  deps.engines.onChange((engine) => publish({ type: `engine.${engine.state}`, ...nowhere(), engine }));
  return {
    /**
     * Finds where a stream begins; what it returns sends it, from then on without an end. Errors: 400 for what is no
     * position, 503 while Postgres is down or FroDB stops.
     */
    open: async (request: StreamRequest): Promise<SendStream> => {
      if (isClosed) throw unavailable('frodb', 'it is stopping');
      return openStream({ ...deps, streams, tail }, request);
    },
    /** What a consumer of the outbox makes of its range: the events as they are told, and who may know of which. */
    readRange,
    readOutlines,
    createFilter,
    maySee,
    /** Ends all streams, and begins no more. */
    close: (): void => {
      isClosed = true;
      streams.endAll('stop');
    },
  };
}

/** Of what belongs to no database. */
function nowhere(): Pick<WireEvent, 'at' | 'database' | 'collection'> {
  return { at: new Date().toISOString(), database: null, collection: null };
}

async function openStream(
  { pg, logger, streams, tail }: EventDeps & { streams: Streams; tail: Tail },
  { caller, sessionId, query, lastEventId, requestId }: StreamRequest,
): Promise<SendStream> {
  const after = lastEventId === undefined ? null : positionOf(String(lastEventId));
  const began = performance.now();
  const stream = new EventStream({
    caller,
    sessionId,
    filter: createFilter(query),
    onEnd: (why, events) => {
      streams.remove(stream);
      const duration = Math.round(performance.now() - began);
      const fields = { request_id: requestId, key_id: caller.keyId, why, events, duration_ms: duration };
      logger.info(fields, 'an event stream ended');
    },
  });
  streams.add(stream);
  try {
    await tail.start();
    const end = await readEnd(pg);
    const isKnown = after === null || comparePositions(after, end) <= 0;
    stream.position = isKnown && after ? after : end;
    return async (request, response) => {
      try {
        await stream.connect(request, response);
        if (!isKnown) stream.reset(end, `There is no event ${formatPosition(after)} here: ${advice}`);
        await catchUp(pg, tail, stream);
      } catch (error) {
        logger.error({ err: error, request_id: requestId }, 'an event stream failed');
        stream.end('error');
      }
    };
  } catch (error) {
    streams.remove(stream);
    throw error;
  }
}

function positionOf(text: string): EventPosition {
  const position = parsePosition(text);
  if (position) return position;
  throw invalidField('last-event-id', 'bad_position', 'is not the id of an event that this server sent');
}
