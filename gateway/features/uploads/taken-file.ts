import type { Ingest, IngestedFile } from '../../ingest/index.ts';
import type { StagedUpload } from '../../write/staged.ts';
import type { PutDeps } from './put-file.ts';

export interface UploadDeps extends PutDeps {
  /** Of files that wait for a job; made where it is not there. */
  jobBucket: () => Promise<string>;
  ingest: Pick<Ingest, 'file'>;
  /** For copies that an extraction reads; ours alone. */
  tempDir: string;
}

/** A file whose bytes are at their final key, with what was read from it: ready to become a record's. */
export interface TakenFile extends StagedUpload, IngestedFile {}
