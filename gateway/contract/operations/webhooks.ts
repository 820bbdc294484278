/* Events that are sent to whoever is named. */

import * as example from './examples.ts';
import type { Operation } from './operation.ts';

const headers = ['Idempotency-Key'] as const;
const { name, url, types, database, collection } = example.webhook;

export const webhookOperations: Record<string, Operation> = {
  'GET /webhooks': {
    id: 'listWebhooks',
    tag: 'webhooks',
    summary: 'List webhooks',
    description: 'Those that the key has made, for an admin key all. Without their secrets.',
    answer: example.listOf(example.webhook),
  },
  'POST /webhooks': {
    id: 'createWebhook',
    tag: 'webhooks',
    summary: 'Have events sent to an address',
    description:
      'From now on each event that the filters let through, and that the key may know of, is sent by POST, signed as Standard Webhooks has it: at least once, in order within a collection, ten times within a day until it is taken. An address of FroDB itself or of its engines is a 400. Takes an Idempotency-Key only with a `secret`, for the answer holds one otherwise.',
    headers,
    body: { name, url, types, database, collection },
    answer: {
      ...example.webhook,
      waiting: 0,
      last_attempt: null,
      secret: `whsec_${'C2FVsBQIhrscChlQIMV+b5sSYspob7oD'}`,
    },
  },
  'GET /webhooks/{id}': {
    id: 'getWebhook',
    tag: 'webhooks',
    summary: 'Get a webhook',
    description: 'What is sent where, whether it is, and how the last attempt went. Without its secret.',
    answer: example.webhook,
  },
  'PATCH /webhooks/{id}': {
    id: 'updateWebhook',
    tag: 'webhooks',
    summary: 'Change a webhook',
    description:
      'What is left out stays. What waits is sent by what holds then; filters hold for events from then on. A webhook that is enabled again leaves out what happened meanwhile.',
    headers,
    body: { enabled: false },
    answer: { ...example.webhook, enabled: false, stopped_because: 'It is disabled.' },
  },
  'DELETE /webhooks/{id}': {
    id: 'deleteWebhook',
    tag: 'webhooks',
    summary: 'Delete a webhook',
    description: 'With its deliveries: what waits is not sent.',
    headers,
  },
  'GET /webhooks/{id}/deliveries': {
    id: 'listDeliveries',
    tag: 'webhooks',
    summary: 'List what was sent and what waits',
    description: 'The newest event first, each with its attempts. They are kept as long as their events.',
    answer: example.listOf(example.delivery),
  },
  'POST /webhooks/{id}/deliveries/{delivery}:retry': {
    id: 'retryDelivery',
    tag: 'webhooks',
    summary: 'Send an event again',
    description:
      'Whether it had been taken, given up or waits for its next attempt. Nothing waits for one that had ended before. 409 where the webhook is disabled.',
    headers,
    answer: { ...example.delivery, attempts: 0 },
  },
};
