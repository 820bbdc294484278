import { z } from 'zod';
import { engine } from './engines.ts';
import { job } from './jobs.ts';
import { time } from './lists.ts';
import { resourceName } from './names.ts';

/** Of which every event is kept for a while, in the order of its commits. */
export const keptEventTypes = [
  'record.created',
  'record.updated',
  'record.deleted',
  'collection.created',
  'collection.updated',
  'collection.deleted',
  'schema.updated',
  'database.created',
  'database.updated',
  'database.deleted',
  'key.created',
  'key.updated',
  'key.deleted',
  'webhook.created',
  'webhook.updated',
  'webhook.deleted',
] as const;

/** Only told to who listens at the moment. */
export const liveEventTypes = [
  'job.created',
  'job.started',
  'job.progressed',
  'job.succeeded',
  'job.failed',
  'job.cancelled',
  'engine.starting',
  'engine.ready',
  'engine.stopping',
  'engine.stopped',
  'engine.failed',
] as const;

const eventTypes = [...keptEventTypes, ...liveEventTypes] as const;
const groups = groupsOf(eventTypes);
const known = new Set<string>([...eventTypes, ...groups]);
const keptGroups = groupsOf(keptEventTypes);
const kept = new Set<string>([...keptEventTypes, ...keptGroups]);

function groupsOf(types: readonly string[]): string[] {
  return [...new Set(types.map((type) => `${type.split('.')[0]}.*`))];
}

export const eventType = z.enum(eventTypes);

/** Names of types and groups of them (`record.*`), separated by commas. */
export const typesQuery = z.string().superRefine((text, context) => {
  for (const name of text.split(',').filter((given) => !known.has(given))) {
    const message = `has no type “${name.slice(0, 60).toWellFormed()}”; there are ${groups.join(', ')}`;
    context.addIssue({ code: 'custom', message, params: { code: 'unknown_type' } });
  }
});

/** A type of events that are kept, or a group of them. */
export const keptTypeOrGroup = z.string().superRefine((name, context) => {
  if (kept.has(name)) return;
  const message = known.has(name)
    ? 'is only told to who listens at the moment, by GET /events'
    : `is no type of events; there are ${keptGroups.join(', ')}`;
  context.addIssue({
    code: 'custom',
    message,
    params: { code: known.has(name) ? 'not_kept' : 'unknown_type' },
  });
});

export const eventsQuery = z.strictObject({
  types: typesQuery.optional().describe('Types, or groups of them like `record.*`, separated by commas'),
  database: resourceName.optional().describe('Only what happens in this database'),
  collection: resourceName.optional().describe('Only what happens in collections of this name'),
});

/** `data` of a server-sent event. */
export const event = z.object({
  type: eventType,
  at: time,
  database: z.string().nullable(),
  collection: z.string().nullable(),
  record_ids: z.array(z.string()).optional().describe('Of `record.*`: the records that one write changed'),
  revision: z.string().optional().describe('Of what was written; the same in all events of one write'),
  request_id: z.string().optional(),
  key_id: z.string().optional().describe('The API key that did it'),
  agent_id: z.string().optional().describe('X-Agent-Id of the request'),
  key: z
    .object({ id: z.string(), name: z.string(), type: z.string() })
    .optional()
    .describe('Of `key.*`: the API key that it is about'),
  webhook: z
    .object({ id: z.string(), name: z.string().nullable() })
    .optional()
    .describe('Of `webhook.*`: the webhook that it is about'),
  engine: engine
    .pick({ name: true, state: true, reason: true })
    .optional()
    .describe('Of `engine.*`: the engine as it is then'),
  job: job
    .omit({ result: true })
    .optional()
    .describe('Of `job.*`: the job as it is then, without its result, which GET /jobs/{id} has'),
});

export type EventType = z.infer<typeof eventType>;
export type EventsQuery = z.infer<typeof eventsQuery>;
export type WireEvent = z.infer<typeof event>;
