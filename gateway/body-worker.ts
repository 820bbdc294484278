import { runRowTask } from './ingest/row-tasks.ts';
import type { RowTask } from './ingest/row-tasks.ts';
import { runIngestTask } from './ingest/tasks.ts';
import type { IngestTask } from './ingest/tasks.ts';
import type { ParseTask } from './http/bodies.ts';
import { readJson, readYaml } from './http/read-text.ts';
import { answerTask } from './infra/workers/request-worker.ts';

/** Entry of the worker threads that read and analyse what is too much for the event loop. */
export function run(task: ParseTask | IngestTask | RowTask): Promise<unknown> {
  return answerTask(async () => {
    if (isRowTask(task)) return runRowTask(task, readJson);
    if (task.task !== 'parse') return runIngestTask(task, readJson);
    const result = task.format === 'json' ? readJson(task.bytes) : readYaml(task.bytes);
    return { result, transfer: [] };
  });
}

function isRowTask(task: ParseTask | IngestTask | RowTask): task is RowTask {
  return task.task.startsWith('rows.');
}
