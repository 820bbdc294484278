/* What comes with FroDB to try it with. */

import * as example from './examples.ts';
import type { Operation } from './operation.ts';

export const sampleOperations: Record<string, Operation> = {
  'POST /samples/demo:load': {
    id: 'loadSample',
    tag: 'databases',
    summary: 'Load the sample workspace',
    description:
      'An invented project in Portuguese and English becomes the database `demo`, by a job; one that is under way already is the answer. Progress counts the records of all its collections. Cancelled or interrupted, what was loaded stays, and asking again goes on from there. 200 with what it holds when it was loaded before: delete the database to load it anew. The key needs the rights to `schema` and `write` on all of database `demo`. 409 for a database of that name that is not the sample workspace.',
    headers: ['Idempotency-Key'],
    answer: {
      database: 'demo',
      collections: [
        { name: 'stations', records: 10 },
        { name: 'measurements', records: 532 },
      ],
    },
    job: {
      ...example.job,
      kind: 'sample.load',
      state: 'waiting',
      title_key: 'job.sample.load',
      params: { database: 'demo' },
      database: 'demo',
      collection: null,
      progress: { done: 0, total: 560, unit: 'records', detail: null },
      eta_seconds: null,
      started_at: null,
      next_attempt_at: example.time,
    },
  },
};
