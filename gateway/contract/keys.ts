import { z } from 'zod';
import { limits } from './limits.ts';
import { listOf, time } from './lists.ts';
import { resourceName } from './names.ts';
import { refusal } from './problem-codes.ts';

/** Everything that a key can have the right to. `metrics` and `admin` are of the whole server; who has `admin` has `metrics`. */
export const keyAction = z.enum(['read', 'search', 'write', 'delete', 'schema', 'files', 'metrics', 'admin']);
export const keyType = z.enum(['admin', 'database', 'readonly', 'custom']);

const names = z
  .union([z.literal('*'), z.array(resourceName).min(1).max(limits.listLimit)])
  .describe('Names, or "*" for all');

export const permission = z.strictObject({
  databases: names,
  collections: names,
  actions: z.array(keyAction).min(1).max(keyAction.options.length),
});

const label = z
  .string()
  .max(limits.keyNameLength)
  .refine((name) => name.trim() !== '', { error: 'must not be blank', params: refusal('blank') });
const permissions = z.array(permission).min(1).max(limits.keyPermissions);
const expiry = z.iso
  .datetime({ offset: true })
  .refine((text) => new Date(text) > new Date(), {
    error: 'must be in the future',
    params: refusal('in_the_past'),
  })
  .nullable();

export const createKeyBody = z
  .strictObject({
    name: label,
    type: keyType,
    databases: names.optional().describe('Required for type database; default "*" for readonly'),
    permissions: permissions.optional().describe('Of type custom, and required there'),
    expires_at: expiry.optional(),
  })
  .superRefine((key, context) => {
    type Params = ReturnType<typeof refusal>;
    const refuse = (path: 'databases' | 'permissions', message: string, params: Params): void =>
      context.addIssue({ code: 'custom', path: [path], message, params });
    if (key.type === 'database' && key.databases === undefined) {
      refuse(
        'databases',
        'is required for a key of type database',
        refusal('required', { reason: 'database_key' }),
      );
    }
    if (key.databases !== undefined && (key.type === 'admin' || key.type === 'custom')) {
      refuse(
        'databases',
        `is not for keys of type ${key.type}`,
        refusal('not_allowed', { reason: 'key_type', type: key.type }),
      );
    }
    if (key.type === 'custom' && key.permissions === undefined) {
      refuse(
        'permissions',
        'is required for a key of type custom',
        refusal('required', { reason: 'custom_key' }),
      );
    }
    if (key.type !== 'custom' && key.permissions !== undefined) {
      refuse(
        'permissions',
        'is for keys of type custom only',
        refusal('not_allowed', { reason: 'custom_key_only' }),
      );
    }
  });

export const patchKeyBody = z.strictObject({
  name: label.optional(),
  databases: names.optional().describe('Of types database and readonly'),
  permissions: permissions.optional().describe('Of type custom'),
  expires_at: expiry.optional(),
});

const keyFields = {
  id: z.string(),
  name: z.string(),
  type: keyType,
  permissions: z.array(permission),
};

export const keyParams = z.strictObject({ id: z.string().describe('Id of an API key (UUID)') });

export const ownKey = z.object(keyFields);

export const apiKey = z.object({
  ...keyFields,
  prefix: z.string().describe('The beginning of the key, to recognise it by'),
  databases: names.nullable().describe('null for types admin and custom'),
  created_at: time,
  updated_at: time,
  expires_at: time.nullable(),
});
export const createdKey = apiKey.extend({ key: z.string().describe('Shown only now') });
export const keyList = listOf(apiKey);

export type KeyAction = z.infer<typeof keyAction>;
export type KeyType = z.infer<typeof keyType>;
export type Permission = z.infer<typeof permission>;
export type CreateKeyBody = z.infer<typeof createKeyBody>;
export type PatchKeyBody = z.infer<typeof patchKeyBody>;
export type OwnKey = z.infer<typeof ownKey>;
export type ApiKey = z.infer<typeof apiKey>;
