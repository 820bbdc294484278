import { z } from 'zod';

/**
 * Takes anything, because a service judges it, with codes and paths that zod does not have. The API's document shows
 * `schema` in its place, which must have an `id` by which to refer to it.
 */
export function judgedByService(schema: z.ZodType): z.ZodUnknown {
  const id = z.globalRegistry.get(schema)?.id;
  if (id === undefined) throw new Error('A schema without an id can not be referred to');
  return z.unknown().meta({ $ref: `#/components/schemas/${id}Input` });
}
