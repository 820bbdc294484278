import type { WriteResult } from '../../../contract/records.ts';
import type { CollectionService } from '../../collections/service.ts';
import type { JobKind, JobService } from '../../jobs/service.ts';
import type { WriteJobInput } from './job-input.ts';
import type { RecordDeps } from '../record-deps.ts';

export interface WriteJobDeps extends RecordDeps {
  /** The same as jobs write with: they leave the waiting for an engine that is down to the queue. */
  impatient: RecordDeps;
  jobs: Pick<JobService, 'enqueue' | 'findMade' | 'putBody' | 'readBody'>;
  collections: Pick<CollectionService, 'findId' | 'reload'>;
  /** The strict reader of bodies. */
  readJson: (bytes: Uint8Array) => unknown;
}

/** Writes records that a request has asked for. */
export type WriteJobKind = JobKind<WriteJobInput, WriteResult>;

export interface AcceptDeps extends WriteJobDeps {
  kind: WriteJobKind;
}
