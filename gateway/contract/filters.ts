import { z } from 'zod';
import type { Operator } from './enumerations.ts';
import { limits } from './limits.ts';

const list = z.array(z.unknown());
const operand = z.union([
  z.string(),
  z.number(),
  z.boolean(),
  z.null(),
  list,
  z.record(z.string(), z.unknown()),
]);
/** Of the short form, where what has operators is no value. */
const value = z.union([
  z.string(),
  z.number(),
  z.boolean(),
  z.null(),
  list,
  z.record(z.string().regex(/^(?!\$)/), z.unknown()),
]);
const bound = z.union([z.string(), z.number()]);
const values = z.array(operand).max(limits.filterInValues);

const conditions = z
  .strictObject({
    $eq: operand,
    $ne: operand.describe('Not $eq; true for null as well'),
    $gt: bound,
    $gte: bound,
    $lt: bound,
    $lte: bound,
    $in: values,
    $nin: values.describe('Not $in'),
    $exists: z.boolean().describe('Is (not) null'),
    $contains: operand.describe('An array has the item; a text or JSON has the part'),
    $like: z.string().describe('% is any text, _ any character, \\ takes them literally'),
  } satisfies Record<Operator, z.ZodType>)
  .partial()
  .meta({ id: 'Conditions', description: 'All of them hold' });

/** A filter as it is written. What it may ask of a field depends on the field's type, which its parser judges. */
export const filter = z
  .object({
    get $and() {
      return z.array(filter).max(limits.filterClauses).optional();
    },
    get $or() {
      return z.array(filter).max(limits.filterClauses).optional();
    },
    get $not() {
      return filter.optional();
    },
  })
  .catchall(z.union([conditions, value]));
z.globalRegistry.add(filter, {
  id: 'Filter',
  description:
    '{field: value} or {field: {$op: value}}; all of them hold. A path (rows.code) asks for some item of an array of objects. An object without operators is a value of a json field.',
});

export const sort = z
  .array(z.strictObject({ field: z.string(), order: z.enum(['asc', 'desc']).default('asc') }))
  .max(limits.sortKeys)
  .meta({ id: 'Sort', description: 'Nulls last; the id is always the last key' });
