import { z } from 'zod';
import { keptTypeOrGroup } from './events.ts';
import { limits } from './limits.ts';
import { listOf, listQuery, time } from './lists.ts';
import { resourceName } from './names.ts';
import { refusal } from './problem-codes.ts';

const label = z
  .string()
  .max(limits.webhookNameLength)
  .refine((name) => name.trim() !== '', { error: 'must not be blank', params: refusal('blank') });

const url = z
  .string()
  .max(limits.webhookUrlLength)
  .superRefine((text, context) => {
    if (!/^https?:\/\/[^/\\\s]\S*$/i.test(text) || !text.isWellFormed() || !URL.canParse(text)) {
      const message = 'must be an address that begins with http:// or https://';
      return context.addIssue({ code: 'custom', message, params: refusal('bad_url', { reason: 'scheme' }) });
    }
    const { username, password } = new URL(text);
    if (username === '' && password === '') return;
    const message = 'must not hold a user or password';
    context.addIssue({ code: 'custom', message, params: refusal('has_credentials') });
  });

/** As Standard Webhooks has it. */
const secret = z.string().refine(isSecret, {
  error: 'must be whsec_ and 24 to 64 bytes in base64',
  params: refusal('bad_secret'),
});

function isSecret(text: string): boolean {
  const [, base64 = ''] = /^whsec_([A-Za-z0-9+/]+={0,2})$/.exec(text) ?? [];
  if (base64.length % 4 !== 0) return false;
  const bytes = (base64.length / 4) * 3 - (base64.length - base64.replaceAll('=', '').length);
  return bytes >= 24 && bytes <= 64;
}

const types = z
  .array(keptTypeOrGroup)
  .min(1)
  .max(limits.webhookTypes)
  .nullable()
  .describe('Types of events, or groups of them like `record.*`; null for all that are kept');
const database = resourceName.nullable().describe('Only what happens in this database');
const collection = resourceName.nullable().describe('Only what happens in collections of this name');

export const createWebhookBody = z.strictObject({
  name: label.nullable().optional(),
  url: url.describe('Where events are sent: http or https, without user and password'),
  types: types.optional(),
  database: database.optional(),
  collection: collection.optional(),
  enabled: z.boolean().default(true),
  secret: secret.optional().describe('whsec_ and 24 to 64 bytes in base64. Default: a random one'),
});

export const patchWebhookBody = createWebhookBody
  .extend({ enabled: z.boolean().describe('true begins with what happens from then on') })
  .partial();

const attempt = z.object({
  at: time,
  status: z.int().nullable().describe('HTTP status of the answer; null where none came'),
  error: z.string().nullable().describe('Why it did not count; null where it did'),
  ms: z.int().describe('How long it took'),
});

export const webhook = z.object({
  id: z.string(),
  name: z.string().nullable(),
  url: z.string(),
  types: z.array(z.string()).nullable(),
  database: z.string().nullable(),
  collection: z.string().nullable(),
  enabled: z.boolean(),
  stopped_because: z.string().nullable().describe('Why nothing is sent; null while events are'),
  waiting: z.int().describe('Deliveries that wait for their turn or their next attempt'),
  last_attempt: attempt
    .extend({ delivery_id: z.string() })
    .nullable()
    .describe('The last one, of whichever delivery'),
  created_by: z.string().describe('Id of the key that it belongs to: events are sent as that key sees them'),
  created_at: time,
  updated_at: time,
});
export const createdWebhook = webhook.extend({
  secret: z.string().optional().describe('Shown only now, and only where FroDB made it'),
});
export const webhookList = listOf(webhook);
export const webhookPath = z.strictObject({ id: z.string().describe('Id of a webhook (UUID)') });

export const deliveryState = z.enum(['waiting', 'delivered', 'dead']);

export const delivery = z.object({
  id: z.string().describe('Id of the event, and `webhook-id` of the requests'),
  type: z.string(),
  at: time.describe('When it happened'),
  database: z.string().nullable(),
  collection: z.string().nullable(),
  state: deliveryState.describe('dead: given up; it can be retried by hand'),
  attempts: z.int().describe('Since it was made, or retried by hand'),
  next_attempt_at: time
    .nullable()
    .describe('Of one that waits: not before then, and not before those ahead of it in its collection'),
  ended_at: time.nullable(),
  attempt_log: z.array(attempt).describe('The last 20 attempts'),
});
export const deliveryList = listOf(delivery);
export const deliveriesQuery = listQuery.extend({
  state: deliveryState.optional().describe('Only those in this state'),
});
export const deliveryPath = webhookPath.extend({ delivery: z.string().describe('Id of a delivery') });

export type CreateWebhookBody = z.infer<typeof createWebhookBody>;
export type PatchWebhookBody = z.infer<typeof patchWebhookBody>;
export type Webhook = z.infer<typeof webhook>;
export type CreatedWebhook = z.infer<typeof createdWebhook>;
export type Delivery = z.infer<typeof delivery>;
export type DeliveriesQuery = z.infer<typeof deliveriesQuery>;
export type Attempt = z.infer<typeof attempt>;
