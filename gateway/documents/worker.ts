import { SlicePacker, buffersOf, moved } from '../infra/workers/slices.ts';
import type { Chunk } from './chunk/chunk.ts';
import { convertFile } from './convert-file.ts';
import { DocumentError } from './document-error.ts';
import { extract } from './extract.ts';
import type { Extraction } from './extract.ts';
import type { WorkerAnswer, WorkerResults, WorkerTask } from './worker-task.ts';

/** Entry of the worker threads that read documents: one task in, one answer out. */
export async function run(task: WorkerTask): Promise<unknown> {
  try {
    if (task.task === 'convert') {
      const result = await convertFile(task.source, task.options);
      return { ok: true, result } satisfies WorkerAnswer<WorkerResults['convert']>;
    }
    const result = pack(await extract(task.source, task.options));
    const answer: WorkerAnswer<WorkerResults['extract']> = { ok: true, result };
    return moved(answer, buffersOf(result.chunks));
  } catch (error) {
    if (!(error instanceof DocumentError)) throw error;
    return { ok: false, code: error.code, message: error.message } satisfies WorkerAnswer<never>;
  }
}

const boxBytes = 64;

function pack({ chunks, ...extraction }: Extraction): WorkerResults['extract'] {
  const packer = new SlicePacker<Chunk>();
  for (const chunk of chunks) packer.add(chunk, chunk.text.length + chunk.boxes.length * boxBytes);
  return { ...extraction, chunks: packer.finish() };
}
