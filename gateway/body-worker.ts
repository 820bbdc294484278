import { runIngestTask } from './ingest/tasks.ts';
import type { IngestTask } from './ingest/tasks.ts';
import type { ParseTask } from './http/bodies.ts';
import { readJson, readYaml } from './http/read-text.ts';
import { answerTask } from './infra/workers/request-worker.ts';

/** Entry of the worker threads that read and analyse what is too much for the event loop. */
export function run(task: ParseTask | IngestTask): Promise<unknown> {
  return answerTask(async () => {
    if (task.task !== 'parse') return runIngestTask(task, readJson);
    const result = task.format === 'json' ? readJson(task.bytes) : readYaml(task.bytes);
    return { result, transfer: [] };
  });
}
