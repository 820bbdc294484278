/* Health, engines and keys. */

import * as example from './examples.ts';
import type { Operation } from './operation.ts';

export const serverOperations: Record<string, Operation> = {
  'GET /health': {
    id: 'checkHealth',
    tag: 'health',
    summary: 'Is it up?',
    description: 'Answers as soon as FroDB listens. Needs no key, and looks at nothing else.',
    answer: { status: 'ok' },
  },
  'GET /health/all': {
    id: 'checkAllHealth',
    tag: 'health',
    summary: 'Does every part answer, and has what it should have?',
    description:
      'Asks the three stores, the disk of the data folder, and what the stores have lost. 503 when a part does not answer, or has lost an index or a bucket.',
    answer: {
      status: 'ok',
      details: { postgres: true, qdrant: true, minio: true },
      object_store: 'minio',
      disk: { free_mb: 120_000, wanted_mb: 2_000, low: false },
      losses: [],
      other_losses: 0,
    },
  },
  'GET /health/postgres': partHealth('Postgres'),
  'GET /health/qdrant': partHealth('Qdrant'),
  'GET /health/minio': partHealth('MinIO'),
  'GET /system': {
    id: 'getSystem',
    tag: 'health',
    summary: 'What this FroDB is and runs on',
    description:
      'Its version and when it was started; for admin keys also the data folder and the room on its disk. The versions of the engines are in `GET /engines`.',
    answer: {
      version: '0.1.0',
      node: '22.12.0',
      platform: 'linux-x64',
      started_at: example.time,
      object_store: 'minio',
      data_dir: '/var/lib/frodb',
      disk: {
        free_bytes: 126_000_000_000,
        total_bytes: 512_000_000_000,
        wanted_free_bytes: 2_097_152_000,
        is_low: false,
      },
    },
  },
  'GET /system/licences': {
    id: 'listLicences',
    tag: 'health',
    summary: 'What FroDB is made of, and under which licences',
    description:
      'FroDB itself, the engines that it runs, and the libraries in it, each with its licence, its text where there is one, and what the licence wants to be said, such as where MinIO’s source is.',
    answer: {
      items: [
        {
          kind: 'library',
          name: 'fastify',
          version: '5.12.8',
          licence: 'MIT',
          source: null,
          notice: null,
          text: 'MIT License …',
        },
      ],
    },
  },
  'GET /metrics': {
    id: 'readMetrics',
    tag: 'health',
    summary: 'Get numbers for Prometheus',
    description:
      'Requests, writes, engines, work that waits, and this process. The key needs the right to `metrics` on the whole server, or to `admin`.',
  },
  'GET /engines': {
    id: 'listEngines',
    tag: 'engines',
    summary: 'List the engines and their state',
    description: 'All of them at once: there is no second page.',
    answer: example.listOf(example.engine),
  },
  'GET /engines/{engine}/logs': {
    id: 'readEngineLog',
    tag: 'engines',
    summary: 'Read lines of an engine’s log',
    description: 'The lines after a number; `next` is what to ask with for those that follow.',
    answer: { lines: [{ n: 1, text: 'Qdrant HTTP listening on 40123' }], next: 1 },
  },
  'POST /engines/{engine}:restart': {
    id: 'restartEngine',
    tag: 'engines',
    summary: 'Restart an engine',
    description: 'Answers when it is ready again. 409 for one that FroDB does not run itself.',
    answer: example.engine,
  },
};

export const keyOperations: Record<string, Operation> = {
  'GET /api-keys': {
    id: 'listApiKeys',
    tag: 'api-keys',
    summary: 'List API keys',
    description: 'In the order in which they were made. The keys themselves are kept nowhere.',
    answer: example.listOf(example.storedKey),
  },
  'POST /api-keys': {
    id: 'createApiKey',
    tag: 'api-keys',
    summary: 'Make an API key; it is shown only now',
    description:
      'A type stands for its permissions: admin for all, database for all but admin in `databases`, readonly for read and search; custom takes `permissions`. Takes no Idempotency-Key, for the answer holds a secret.',
    body: { name: example.key.name, type: example.key.type, permissions: example.key.permissions },
    answer: { ...example.storedKey, key: `frodb_custom_${'3f9a0c17'.repeat(8)}` },
  },
  'GET /api-keys/self': {
    id: 'getOwnApiKey',
    tag: 'api-keys',
    summary: 'Get the key of this request',
    description: 'Any valid key may ask what it may do.',
    answer: example.key,
  },
  'GET /api-keys/{id}': {
    id: 'getApiKey',
    tag: 'api-keys',
    summary: 'Get an API key',
    description: 'Its name, its rights and the beginning to recognise it by; never the key itself.',
    answer: example.storedKey,
  },
  'PATCH /api-keys/{id}': {
    id: 'updateApiKey',
    tag: 'api-keys',
    summary: 'Change an API key',
    description:
      'What is left out stays. Holds everywhere within five seconds. 409 where no admin key would be left.',
    headers: ['Idempotency-Key'],
    body: { name: 'importer of the shop' },
    answer: { ...example.storedKey, name: 'importer of the shop' },
  },
  'DELETE /api-keys/{id}': {
    id: 'deleteApiKey',
    tag: 'api-keys',
    summary: 'Delete an API key',
    description:
      'It is refused everywhere within five seconds. 409 for the last admin key, and for the key that asks.',
    headers: ['Idempotency-Key'],
  },
};

export const eventOperations: Record<string, Operation> = {
  'GET /events': {
    id: 'followEvents',
    tag: 'events',
    summary: 'Follow what happens',
    description:
      'Server-sent events, without an end: what commits from now on, or after `Last-Event-ID`, in the order of commits, each once. A key is told what it has any right on; `key.*` and `engine.*` are for admins, `job.*` for the key of the job too. Events are kept for 7 days: where some are missing one `reset` event says so. `job.*` and `engine.*` are not kept.',
    headers: ['Last-Event-ID'],
  },
};

function partHealth(name: string): Operation {
  return {
    id: `check${name}`,
    tag: 'health',
    summary: `Does ${name} answer?`,
    description: `Asks ${name} once, and waits three seconds at most. 503 with the reason when it does not answer.`,
    answer: { status: 'ok' },
  };
}
