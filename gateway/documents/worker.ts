import { convertFile } from './convert-file.ts';
import { DocumentError } from './document-error.ts';
import { extract } from './extract.ts';
import type { WorkerAnswer, WorkerTask } from './worker-task.ts';

/** Entry of the worker threads that read documents: one task in, one answer out. Faults of the file are answers. */
export async function run(task: WorkerTask): Promise<WorkerAnswer> {
  try {
    switch (task.task) {
      case 'extract':
        return { ok: true, task: 'extract', result: await extract(task.source, task.options) };
      case 'convert':
        return { ok: true, task: 'convert', result: await convertFile(task.source, task.options) };
    }
  } catch (error) {
    if (error instanceof DocumentError) return { ok: false, code: error.code, message: error.message };
    throw error;
  }
}
