import type { Readable } from 'node:stream';
import type { Caller } from '../../access/permits.ts';
import type { DryRunAnswer, InspectAnswer } from '../../contract/imports.ts';
import type { Job } from '../../contract/jobs.ts';
import { notFound } from '../../errors.ts';
import type { Answered } from '../../write/once.ts';
import type { WriteTarget } from '../../write/target.ts';
import { dryRun } from './dry-run.ts';
import type { ImportDeps } from './import-deps.ts';
import { inspectFile } from './inspect.ts';
import type { InspectSource } from './inspect.ts';
import { importKind } from './jobs.ts';
import { withLocalPath } from './local-file.ts';
import { fetchFile } from './source.ts';
import type { ImportSource } from './source.ts';
import { startImport } from './start.ts';

export type ImportService = ReturnType<typeof createImportService>;

/** Files of rows on their way to become records. */
export function createImportService(deps: ImportDeps) {
  const { rows } = deps.ingest;
  const kind = importKind(deps);
  return {
    kind,
    /** Proposes a schema and a mapping for a file. Errors: 400 for what has no rows. */
    inspect: (source: InspectSource): Promise<InspectAnswer> => inspectFile(rows, source),
    /** What would become of the rows. Errors: 400 for a file or options that no import would take. */
    dryRun: (target: WriteTarget, source: ImportSource): Promise<DryRunAnswer> =>
      withLocalPath(deps.tempDir, async (path) => {
        const options = await fetchFile(deps, target, source, path);
        const file = await rows.open(target.collection, path, options);
        return dryRun({ rows, records: deps.records }, target.collection, file);
      }),
    /** See `startImport`. */
    start: (target: WriteTarget, source: ImportSource): Promise<Answered<Job>> =>
      startImport(deps, kind, target, source),
    /** The rows that a job has put aside so far, as NDJSON. Errors: 404 for a job that is no import, or none of the key's. */
    rejected: async (caller: Caller, jobId: string): Promise<Readable> => {
      const job = await deps.jobs.get(caller, jobId);
      if (job.kind !== kind.name) throw notFound(`Job ${jobId} is no import.`);
      return deps.jobFiles.parts(job.id);
    },
  };
}

export type { ImportSource } from './source.ts';
