import { setTimeout as sleep } from 'node:timers/promises';
import { AppError } from '../../errors.ts';
import type { Queryable } from '../../infra/postgres.ts';
import { formatPosition } from '../../write/event-position.ts';
import { keptMessage } from './message.ts';
import { readEnd, readPage } from './store.ts';
import type { EventStream } from './stream.ts';
import type { Tail } from './tail.ts';

/** For who has missed some. */
export const advice = 'read again what you need to know.';

const pageEvents = 100;
const retryMs = 1_000;

/**
 * Brings a stream from its position to where the tail is, page by page as fast as its client reads, and leaves it to the
 * tail. While Postgres is down it waits.
 */
export async function catchUp(pg: Queryable, tail: Pick<Tail, 'since'>, stream: EventStream): Promise<void> {
  while (!stream.isOver) {
    const rest = tail.since(stream.position);
    if (rest) {
      rest.forEach((message) => stream.send(message));
      stream.isLive = true;
      return;
    }
    try {
      if (!(await sendPage(pg, stream))) await sleep(retryMs, undefined, { ref: false });
    } catch (error) {
      if (!(error instanceof AppError) || error.code !== 'unavailable') throw error;
      await sleep(retryMs, undefined, { ref: false });
    }
  }
}

/** False where there is nothing to send. */
async function sendPage(pg: Queryable, stream: EventStream): Promise<boolean> {
  const { events, isForgotten } = await readPage(pg, stream.position, pageEvents);
  if (isForgotten) {
    const asked = formatPosition(stream.position);
    stream.reset(await readEnd(pg), `Events after ${asked} are no longer kept: ${advice}`);
    return true;
  }
  for (const kept of events) {
    if (stream.isOver) return true;
    stream.send(keptMessage(kept));
    await stream.drained();
  }
  return events.length > 0;
}
