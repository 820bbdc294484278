import type { Ingest } from '../../ingest/index.ts';
import type { WriteEnv } from '../../write/env.ts';
import type { LostFileMarks } from '../../write/lost-files.ts';
import type { UploadService } from '../uploads/service.ts';

export interface RecordDeps {
  env: WriteEnv;
  ingest: Ingest;
  uploads: UploadService;
  lostFiles: LostFileMarks;
  /** For bodies that are spooled; ours alone. */
  tempDir: string;
}
