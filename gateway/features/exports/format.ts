import type { CollectionSchema } from '../../schema/types.ts';
import type { PresentedRecord } from '../records/service.ts';

/** How records are written down. */
export interface RecordFormat {
  contentType: string;
  /** What comes before the first record. */
  head: (schema: CollectionSchema) => string;
  /** Records as text, piece by piece; holds up nobody. */
  lines: (schema: CollectionSchema, records: PresentedRecord[]) => AsyncGenerator<string>;
}
