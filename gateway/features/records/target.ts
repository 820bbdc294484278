import type { WriteTarget } from '../../write/target.ts';

/** Who writes a record where, and on what condition. */
export interface RecordTarget extends WriteTarget {
  /** May see what the record holds; without, the answer to a write says only that it is written. */
  mayRead: boolean;
  /** Revisions of If-Match; null without that header, or for `*`. */
  ifMatch: string[] | null;
}
