import { init } from './0001-init.ts';
import { losses } from './0002-losses.ts';
import { eventConsumers } from './0003-event-consumers.ts';
import { jobs } from './0004-jobs.ts';
import { events } from './0005-events.ts';
import { webhooks } from './0006-webhooks.ts';
import { sessions } from './0007-sessions.ts';

/** Numbered steps, applied in order and never edited after they land. */
export const migrations = [
  { number: 1, name: 'init', sql: init },
  { number: 2, name: 'losses', sql: losses },
  { number: 3, name: 'event-consumers', sql: eventConsumers },
  { number: 4, name: 'jobs', sql: jobs },
  { number: 5, name: 'events', sql: events },
  { number: 6, name: 'webhooks', sql: webhooks },
  { number: 7, name: 'sessions', sql: sessions },
];
