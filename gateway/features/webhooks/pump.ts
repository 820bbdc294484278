import type { Listener } from '../../infra/listener.ts';
import type { Logger } from '../../infra/logger.ts';
import type { Postgres } from '../../infra/postgres.ts';
import { hasUnread, runConsumer } from '../../write/consumers.ts';
import type { EventConsumer } from '../../write/consumers.ts';
import { eventsChannel } from '../../write/events.ts';
import { findDue, forgetDeliveries } from './deliveries-store.ts';
import type { DueWebhook } from './deliveries-store.ts';
import { findEnabled } from './store.ts';

export interface PumpDeps {
  pg: Postgres;
  feed: Pick<Listener, 'on'>;
  logger: Logger;
  consumer: EventConsumer;
  /** Has what is due of them sent. */
  dispatch: (due: DueWebhook[]) => Promise<void>;
  /** Ended deliveries that are kept of one webhook. */
  keepCount: number;
}

const lookMs = 1_000;
/** After a notice of new events: of many, one look finds all. */
const paceMs = 100;
const forgetMs = 60_000;

/** Turns events into deliveries and has those that are due sent; several gateways do the same. */
export class WebhookPump {
  readonly #deps: PumpDeps;
  readonly #timers: NodeJS.Timeout[] = [];
  #soon: NodeJS.Timeout | undefined;
  #hasWebhooks = false;
  #isClosing = false;
  #looking: Promise<void> | null = null;

  constructor(deps: PumpDeps) {
    this.#deps = deps;
  }

  start(): void {
    const { pg, feed, logger, keepCount } = this.#deps;
    feed.on(eventsChannel, () => {
      if (this.#hasWebhooks) this.wake();
    });
    const forget = (): void =>
      void forgetDeliveries(pg, keepCount).catch((error: unknown) =>
        logger.warn({ err: error }, 'old deliveries of webhooks could not be deleted'),
      );
    this.#timers.push(setInterval(() => this.#look(), lookMs).unref(), setInterval(forget, forgetMs).unref());
    this.#look();
  }

  /** Looks in a moment. */
  wake(): void {
    this.#soon ??= setTimeout(() => {
      this.#soon = undefined;
      this.#look();
    }, paceMs).unref();
  }

  async stop(): Promise<void> {
    this.#isClosing = true;
    this.#timers.forEach(clearInterval);
    clearTimeout(this.#soon);
    await this.#looking;
  }

  #look(): void {
    if (this.#isClosing) return;
    if (this.#looking) return this.wake();
    this.#looking = this.#lookOnce()
      .catch((error: unknown) =>
        this.#deps.logger.warn({ err: error }, 'webhooks could not be looked after; next try in a second'),
      )
      .finally(() => (this.#looking = null));
  }

  async #lookOnce(): Promise<void> {
    const { pg, consumer, dispatch } = this.#deps;
    this.#hasWebhooks = (await findEnabled(pg)).length > 0;
    if (await hasUnread(pg, consumer.name)) await runConsumer(pg, consumer);
    if (!this.#hasWebhooks) return;
    const due = await findDue(pg);
    if (due.length > 0) await dispatch(due);
  }
}
