import { z } from 'zod';
import { limits } from './limits.ts';

/** The name of a database, collection or field. */
export const resourceName = z
  .string()
  .max(limits.nameLength)
  .regex(
    new RegExp(limits.namePattern),
    'must begin with a lower case letter (a-z) and go on with a-z, 0-9 and _ only',
  );
