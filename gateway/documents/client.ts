import { unpackSlices } from '../infra/workers/slices.ts';
import type { Chunk } from './chunk/chunk.ts';
import type { DocumentSource } from './inspect.ts';
import type { ConvertedFile, ConvertFileOptions } from './convert-file.ts';
import { DocumentError } from './document-error.ts';
import type { Extraction, ExtractOptions } from './extract.ts';
import type { PackedExtraction, WorkerAnswer, WorkerTask } from './worker-task.ts';

/** What `infra/workers` offers, as far as it is needed here. */
export interface DocumentWorkerPool {
  run<T>(task: unknown, options?: { signal?: AbortSignal }): Promise<T>;
}

/** Reads documents in worker threads. All of its promises reject with DocumentError. */
export interface DocumentClient {
  extract(source: DocumentSource, options: ExtractOptions, signal?: AbortSignal): Promise<Extraction>;
  convert(source: DocumentSource, options: ConvertFileOptions, signal?: AbortSignal): Promise<ConvertedFile>;
}

/** A client of a pool whose workers run `documentWorker`. */
export function createDocumentClient(pool: DocumentWorkerPool): DocumentClient {
  const run = async (
    task: WorkerTask,
    signal: AbortSignal | undefined,
  ): Promise<WorkerAnswer & { ok: true }> => {
    let answer: WorkerAnswer;
    try {
      answer = await pool.run<WorkerAnswer>(task, signal ? { signal } : {});
    } catch (error) {
      throw workerFailure(error);
    }
    if (answer.ok) return answer;
    throw new DocumentError(answer.code, answer.message);
  };
  return {
    async extract(source, options, signal) {
      const answer = await run({ task: 'extract', source, options }, signal);
      if (answer.task === 'extract') return unpack(answer.result);
      throw new TypeError('The worker answered another task.');
    },
    async convert(source, options, signal) {
      const answer = await run({ task: 'convert', source, options }, signal);
      if (answer.task === 'convert') return answer.result;
      throw new TypeError('The worker answered another task.');
    },
  };
}

async function unpack({ chunks: slices, ...extraction }: PackedExtraction): Promise<Extraction> {
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
