import { DocumentError } from '../../documents/index.ts';
import type { Extraction, ExtractOptions, Source } from '../../documents/index.ts';
import type { WorkerPool } from '../../infra/workers/index.ts';

/** Takes the text out of files, in worker threads. */
export interface DocumentService {
  /** Throws DocumentError for what is wrong with the document, or with the worker that read it. */
  extract: (source: Source, options: ExtractOptions, signal?: AbortSignal) => Promise<Extraction>;
}

export function createDocumentService(pool: WorkerPool): DocumentService {
  return {
    extract: async (source, options, signal) => {
      const task = { task: 'extract', source, options };
      const answer = await pool.run<Extraction>(task, signal ? { signal } : {});
      return answer;
    },
  };
}
export { DocumentError };
