import type { Logger } from './logger.ts';
import type { Queryable } from './postgres.ts';

/** Tells other gateways, and this one, that something has happened; see `createNotifier`. */
export interface Notifier {
  tell(channel: string, payload?: string): void;
  /** Resolves when all that was told is on its way. */
  settled(): Promise<void>;
}

/**
 * NOTIFY after a commit, never in it: Postgres holds one lock for all notifying transactions until they are on the
 * disk, so that they would be committed one after another. What is told while a statement is under way goes together,
 * once each. It can get lost with the connection or the process: whoever listens also looks now and then.
 */
export function createNotifier(pg: Queryable, logger: Logger): Notifier {
  let waiting = new Map<string, [channel: string, payload: string]>();
  let sending: Promise<void> | null = null;
  const send = async (): Promise<void> => {
    while (waiting.size > 0) {
      const told = [...waiting.values()];
      waiting = new Map();
      await pg
        .query(
          'SELECT pg_notify(channel, payload) FROM unnest($1::text[], $2::text[]) AS t (channel, payload)',
          [told.map(([channel]) => channel), told.map(([, payload]) => payload)],
        )
        .catch((error: unknown) => logger.debug({ err: error }, 'a notification was not sent'));
    }
    // In the same breath as the last look: what is told a moment later must not wait for what is told after it.
    sending = null;
  };
  return {
    tell: (channel, payload = '') => {
      waiting.set(`${channel} ${payload}`, [channel, payload]);
      sending ??= send();
    },
    settled: async () => {
      await sending;
    },
  };
}
