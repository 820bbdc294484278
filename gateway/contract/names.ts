import { z } from 'zod';
import { limits } from './limits.ts';

/** Parts of paths: what a name or an id is looked up by, which is not checked further. */
export const inPath = {
  database: z.string().describe('Its name'),
  collection: z.string().describe('Its name'),
  record: z.string().describe('Id of a record (UUID)'),
  field: z.string().describe('Name of a file field'),
};

/** What a name is made of. */
export const namePattern = new RegExp(limits.namePattern);

/** The name of a database, collection or field. */
export const resourceName = z
  .string()
  .max(limits.nameLength)
  .regex(namePattern, 'must begin with a lower case letter (a-z) and go on with a-z, 0-9 and _ only');
