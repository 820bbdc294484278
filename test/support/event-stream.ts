import { until } from './processes.ts';

/** What a server-sent event says. */
export interface Told {
  /** Its own; undefined for one that is not kept. */
  id: string | undefined;
  type: string;
  data: Record<string, unknown>;
}

/** A client of `GET /events`. */
export interface EventStreamClient {
  told: Told[];
  /** Of the last event or sign of life: what a client that comes again names. */
  lastId: () => string;
  heartbeats: () => number;
  /** Resolves when so many events were told, with all of them. */
  untilTold: (count: number) => Promise<Told[]>;
  /** Resolves when one was told that matches. */
  untilHears: (matches: (told: Told) => boolean) => Promise<Told>;
  isOver: () => boolean;
  ended: Promise<void>;
  close: () => Promise<void>;
}

export interface FollowOptions {
  key: string;
  /** `types=record.*&database=shop` */
  query?: string;
  lastEventId?: string;
  onTold?: (told: Told) => void;
}

/** Follows events; resolves when the stream has said where it begins. Throws for an answer that is none. */
export async function followEvents(
  url: string,
  { key, query, lastEventId, onTold }: FollowOptions,
): Promise<EventStreamClient> {
  const leaving = new AbortController();
  const headers = {
    authorization: `Bearer ${key}`,
    ...(lastEventId === undefined ? {} : { 'last-event-id': lastEventId }),
  };
  const search = query === undefined ? '' : `?${query}`;
  const response = await fetch(`${url}/events${search}`, { headers, signal: leaving.signal });
  if (!response.ok || !response.body) throw new Error(`${response.status} ${await response.text()}`);
  const told: Told[] = [];
  let lastId = '';
  let heartbeats = 0;
  let isOver = false;
  const take = (block: string): void => {
    const fields = new Map(
      block.split('\n').map((line): [string, string] => {
        const colon = line.indexOf(':');
        return [line.slice(0, colon), line.slice(colon + 1)];
      }),
    );
    const id = fields.get('id');
    const data = fields.get('data');
    if (id !== undefined) lastId = id;
    if (fields.has('')) heartbeats++;
    if (data === undefined) return;
    const one = { id, type: fields.get('event') ?? 'message', data: JSON.parse(data) as Told['data'] };
    told.push(one);
    onTold?.(one);
  };
  const read = async (body: ReadableStream<Uint8Array>): Promise<void> => {
    const decoder = new TextDecoder();
    let rest = '';
    for await (const bytes of body) {
      rest += decoder.decode(bytes, { stream: true });
      const blocks = rest.split('\n\n');
      rest = blocks.pop() ?? '';
      blocks.forEach(take);
    }
  };
  const ended = read(response.body)
    .catch(() => undefined)
    .finally(() => (isOver = true));
  const client: EventStreamClient = {
    told,
    lastId: () => lastId,
    heartbeats: () => heartbeats,
    untilTold: async (count) => {
      await until(() => told.length >= count, `${count} events, not ${JSON.stringify(told.slice(0, 20))}`);
      return told;
    },
    untilHears: async (matches) => {
      await until(() => told.some(matches), `an event other than ${JSON.stringify(told.slice(-20))}`);
      const found = told.find(matches);
      if (!found) throw new Error('it was there');
      return found;
    },
    isOver: () => isOver,
    ended,
    close: async () => {
      leaving.abort();
      await ended;
    },
  };
  await until(() => lastId !== '' || isOver, 'the stream to begin');
  return client;
}
