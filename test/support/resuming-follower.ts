import { setTimeout as sleep } from 'node:timers/promises';
import { followEvents } from './event-stream.ts';
import type { EventStreamClient, Told } from './event-stream.ts';

/** A client of `GET /events` as they should be: it comes again whenever it is cut off, naming the last that it has. */
export interface Follower {
  /** All kept events, in the order in which they came. */
  told: (Told & { id: string })[];
  /** Where it began. */
  startId: string;
  /** How often it came again. */
  resumed: () => number;
  /** It was told that events are missing. */
  resets: Told[];
  close: () => Promise<void>;
}

/** Follows kept events over the ends of gateways; `at` says where the gateway is now. Resolves when it has begun. */
export async function followOn(at: () => { url: string; key: string }, query: string): Promise<Follower> {
  const told: (Told & { id: string })[] = [];
  const resets: Told[] = [];
  let resumed = 0;
  let isClosed = false;
  const onTold = (one: Told): void => {
    if (one.type === 'reset') resets.push(one);
    else if (one.id !== undefined) told.push({ ...one, id: one.id });
  };
  const connect = (lastEventId?: string): Promise<EventStreamClient> => {
    const { url, key } = at();
    return followEvents(url, { key, query, onTold, ...(lastEventId === undefined ? {} : { lastEventId }) });
  };
  let client = await connect();
  const startId = client.lastId();
  const goOn = async (): Promise<void> => {
    while (!isClosed) {
      await client.ended;
      if (isClosed) return;
      try {
        client = await connect(client.lastId());
        resumed++;
      } catch {
        // Nobody is there yet.
        await sleep(50);
      }
    }
  };
  const going = goOn();
  return {
    told,
    startId,
    resumed: () => resumed,
    resets,
    close: async () => {
      isClosed = true;
      await client.close();
      await going;
    },
  };
}
