import type { QueryClient, QueryKey } from '@tanstack/react-query';
import { create } from 'zustand';
import { keptEventTypes, liveEventTypes } from '../../gateway/contract/enumerations.ts';
import { reportReached, reportUnreached } from './connection.ts';
import type { paths } from './generated/openapi.d.ts';
import { keys } from './queries.ts';
import { resumeSession } from './session.ts';

/** An event as `GET /events` sends it. */
export type LiveEvent = paths['/events']['get']['responses'][200]['content']['text/event-stream'];
type Listener = (event: LiveEvent) => void;

/** `off`: not listening yet, or not any more; `lost`: it broke, and the browser is trying again. */
export const useLive = create<{ state: 'off' | 'open' | 'lost' }>()(() => ({ state: 'off' }));

const listeners = new Set<Listener>();

/** Hands each event to `listener` as it comes; returns what ends that. */
export function onLiveEvent(listener: Listener): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

/**
 * What happens to the connection itself. `lost`: it broke. `resumed`: it goes on where it broke; what is not kept, of jobs
 * and engines, was told to nobody meanwhile. `anew`: a new one begins now. `reset`: it was away for so long that events were deleted.
 */
export type LiveSignal = 'lost' | 'resumed' | 'anew' | 'reset';
const signalListeners = new Set<(signal: LiveSignal) => void>();

/** Tells `listener` of gaps; returns what ends that. */
export function onLiveSignal(listener: (signal: LiveSignal) => void): () => void {
  signalListeners.add(listener);
  return () => signalListeners.delete(listener);
}

function signal(what: LiveSignal): void {
  for (const listener of signalListeners) listener(what);
}

const gatherMs = 150;
const againMs = 2_000;

/**
 * Follows `GET /events` on one connection for the whole page and refreshes what each event changed, so that two windows
 * always agree. After a gap (the gateway was away, or events are no longer kept) everything is asked again. Returns what ends it.
 */
export function followEvents(queries: QueryClient): () => void {
  const refresher = createRefresher(queries);
  let source: EventSource;
  let again: ReturnType<typeof setTimeout> | undefined;
  let wasLost = false;
  let isAnew = false;
  let isEnded = false;

  const open = (): void => {
    reportReached();
    useLive.setState({ state: 'open' });
    if (wasLost) {
      signal(isAnew ? 'anew' : 'resumed');
      void queries.invalidateQueries();
    }
    wasLost = false;
    isAnew = false;
  };
  const lose = (): void => {
    if (!wasLost) signal('lost');
    wasLost = true;
    useLive.setState({ state: 'lost' });
    // A broken connection is made again by the browser; one that was refused is not, and the refusal may be ours.
    if (source.readyState === EventSource.CLOSED) again = setTimeout(() => void connectAnew(), againMs);
    else reportUnreached();
  };
  const connectAnew = async (): Promise<void> => {
    await resumeSession('still').catch(reportUnreached);
    if (isEnded) return;
    isAnew = true;
    connect();
  };
  const connect = (): void => {
    source = new EventSource('/events');
    source.addEventListener('open', open);
    source.addEventListener('error', lose);
    source.addEventListener('reset', () => {
      signal('reset');
      void queries.invalidateQueries();
    });
    for (const type of eventTypes) {
      source.addEventListener(type, ({ data }: MessageEvent<string>) => {
        const event = JSON.parse(data) as LiveEvent;
        refresher.add(changedBy(event));
        for (const listener of listeners) listener(event);
      });
    }
  };
  connect();
  return () => {
    isEnded = true;
    clearTimeout(again);
    refresher.stop();
    source.close();
    useLive.setState({ state: 'off' });
  };
}

/** Asks anew what has changed, many events at once. */
function createRefresher(queries: QueryClient) {
  let stale: QueryKey[] = [];
  let timer: ReturnType<typeof setTimeout> | undefined;
  const refresh = (): void => {
    timer = undefined;
    const changed = stale;
    stale = [];
    for (const queryKey of distinct(changed)) void queries.invalidateQueries({ queryKey });
  };
  return {
    add(changed: QueryKey[]): void {
      stale.push(...changed);
      timer ??= setTimeout(refresh, gatherMs);
    },
    stop: () => clearTimeout(timer),
  };
}

/** Types are named, since an EventSource hands each to its own listener. */
const eventTypes = [...keptEventTypes, ...liveEventTypes];

/** The part of the cache that an event makes old. */
export function changedBy({ type, database, collection }: LiveEvent): QueryKey[] {
  const at = database && collection ? { database, collection } : null;
  const [subject] = type.split('.');
  switch (subject) {
    case 'record':
      return at ? [keys.contents(at), keys.stats(at)] : [];
    case 'collection':
    case 'schema':
      return [keys.collections, ...(at ? [keys.collection(at)] : [])];
    case 'database':
      return [keys.databases, keys.collections];
    case 'key':
      return [keys.apiKeys];
    case 'webhook':
      return [keys.webhooks];
    case 'job':
      // The cache takes jobs out of their events, see `studio/jobs/live-jobs.ts`.
      return [];
    case 'engine':
      return [keys.engines];
    default:
      return [];
  }
}

function distinct(all: QueryKey[]): QueryKey[] {
  return [...new Map(all.map((key) => [JSON.stringify(key), key])).values()];
}
