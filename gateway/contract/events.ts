import { z } from 'zod';
import { engine } from './engines.ts';
import { keptEventTypes, liveEventTypes } from './enumerations.ts';
import { job } from './jobs.ts';
import { time } from './lists.ts';
import { resourceName } from './names.ts';
import { refusal } from './problem-codes.ts';

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
    context.addIssue({ code: 'custom', message, params: unknownType(name, groups) });
  }
});

/** A type of events that are kept, or a group of them. */
export const keptTypeOrGroup = z.string().superRefine((name, context) => {
  if (kept.has(name)) return;
  const isKnown = known.has(name);
  const message = isKnown
    ? 'is only told to who listens at the moment, by GET /events'
    : `is no type of events; there are ${keptGroups.join(', ')}`;
  const params = isKnown ? refusal('not_kept') : unknownType(name, keptGroups);
  context.addIssue({ code: 'custom', message, params });
});

function unknownType(name: string, there: string[]) {
  const value = name.slice(0, 60).toWellFormed();
  return refusal('unknown_type', { reason: 'event', value, known: there.join(', ') });
}

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
