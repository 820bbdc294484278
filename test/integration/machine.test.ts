import { expect, test } from 'vitest';
import { capabilities } from '../support/capabilities.ts';

/** Elsewhere what is missing is skipped and listed; where changes are judged nothing may be skipped silently. */
test.runIf(process.env['CI'] === 'true')('a machine that judges changes has every engine', () => {
  const { postgres, qdrant, minio } = capabilities;
  expect({ postgres, qdrant, minio }).toEqual({ postgres: true, qdrant: true, minio: true });
});
