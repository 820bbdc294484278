import { SlicePacker, buffersOf, moved } from '../infra/workers/slices.ts';
import type { Chunk } from './chunk/chunk.ts';
import { convertFile } from './convert-file.ts';
import { DocumentError } from './document-error.ts';
import { extract } from './extract.ts';
import type { Extraction } from './extract.ts';
import type { WorkerAnswer, WorkerTask } from './worker-task.ts';

/** Entry of the worker threads that read documents: one task in, one answer out. Faults of the file are answers. */
export async function run(task: WorkerTask): Promise<unknown> {
  try {
    switch (task.task) {
      case 'extract':
        return pack(await extract(task.source, task.options));
      case 'convert':
        return answer({
          ok: true,
          task: 'convert',
          result: await convertFile(task.source, task.options),
        });
    }
  } catch (error) {
    if (error instanceof DocumentError)
      return answer({ ok: false, code: error.code, message: error.message });
    throw error;
  }
}

function pack({ chunks, ...extraction }: Extraction): unknown {
  const packer = new SlicePacker<Chunk>();
  for (const chunk of chunks) packer.add(chunk, chunk.text.length + chunk.boxes.length * boxBytes);
  const slices = packer.finish();
  return answer({ ok: true, task: 'extract', result: { ...extraction, chunks: slices } }, buffersOf(slices));
}

const boxBytes = 64;

function answer(answered: WorkerAnswer, transfer: ArrayBuffer[] = []): unknown {
  return moved(answered, transfer);
}
