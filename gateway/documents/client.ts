import { unpackSlices } from '../infra/workers/slices.ts';
import type { Chunk } from './chunk/chunk.ts';
import type { DocumentSource } from './inspect.ts';
import type { ConvertedFile, ConvertFileOptions } from './convert-file.ts';
import { DocumentError } from './document-error.ts';
import type { Extraction, ExtractOptions } from './extract.ts';
import type { WorkerAnswer, WorkerResults, WorkerTask } from './worker-task.ts';

/** What `infra/workers` offers, as far as it is needed here. */
export interface DocumentWorkerPool {
  run<T>(task: unknown, options?: { signal?: AbortSignal }): Promise<T>;
}

/** Reads documents in worker threads. All of its promises reject with DocumentError. */
export interface DocumentClient {
  extract(source: DocumentSource, options: ExtractOptions, signal?: AbortSignal): Promise<Extraction>;
  convert(source: DocumentSource, options: ConvertFileOptions, signal?: AbortSignal): Promise<ConvertedFile>;
}

/** Hands documents to a pool whose workers run `documentWorker`. */
export function createDocumentClient(pool: DocumentWorkerPool): DocumentClient {
  const run = async <Task extends WorkerTask>(
    task: Task,
    signal: AbortSignal | undefined,
  ): Promise<WorkerResults[Task['task']]> => {
    type Answer = WorkerAnswer<WorkerResults[Task['task']]>;
    const answer = await pool.run<Answer>(task, signal ? { signal } : {}).catch((error: unknown) => {
      throw workerFailure(error);
    });
    if (answer.ok) return answer.result;
    throw new DocumentError(answer.code, answer.message);
  };
  return {
    extract: async (source, options, signal) =>
      unpack(await run({ task: 'extract', source, options }, signal)),
    convert: (source, options, signal) => run({ task: 'convert', source, options }, signal),
  };
}

async function unpack({ chunks: slices, ...extraction }: WorkerResults['extract']): Promise<Extraction> {
  const chunks: Chunk[] = [];
  for await (const some of unpackSlices<Chunk>(slices)) chunks.push(...some);
  return { ...extraction, chunks };
}

/** What the pool rejects with, told apart by its `code`. A reader that fails on a document costs that document only. */
function workerFailure(error: unknown): unknown {
  if (!(error instanceof Error)) return error;
  // FroDB's own fault, not the file's; errors of the system come out of a thread without their code.
  if (/^(?:E[A-Z]{3,}:|Cannot find (?:module|package))/.test(error.message)) return error;
  const code = 'code' in error ? error.code : undefined;
  switch (code) {
    case 'worker_timeout':
      return new DocumentError('timeout', 'Reading the file took too long and was stopped.', error);
    case 'worker_memory':
      return new DocumentError(
        'too_big',
        'Reading the file needs more memory than one document may take.',
        error,
      );
    case 'worker_cancelled':
      return new DocumentError('cancelled', 'Reading the file was cancelled.', error);
    default:
      return new DocumentError('broken', 'The file could not be read: its reader failed.', error);
  }
}
