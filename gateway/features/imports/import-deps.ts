import type { Ingest } from '../../ingest/index.ts';
import type { WriteEnv } from '../../write/env.ts';
import type { CollectionService } from '../collections/service.ts';
import type { JobFiles, JobService } from '../jobs/service.ts';
import type { RecordService } from '../records/service.ts';
import type { UploadService } from '../uploads/service.ts';

export interface ImportDeps {
  env: WriteEnv;
  ingest: Pick<Ingest, 'rows'>;
  collections: Pick<CollectionService, 'findId' | 'reload'>;
  records: Pick<RecordService, 'createRows' | 'takenRows'>;
  uploads: Pick<UploadService, 'put' | 'readAway'>;
  jobs: Pick<JobService, 'enqueue' | 'get' | 'holderOf'>;
  jobFiles: JobFiles;
  /** For files that are read here; ours alone. */
  tempDir: string;
  /** Throws 507 when the disk is too full to go on. */
  requireRoom: () => void;
}
