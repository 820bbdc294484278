import { createApiClient } from './api-client.ts';
import type { Connection } from './connect.ts';
import { loadWorkspace } from './demo-load.ts';
import { describeAnswer, plainMarks, runSearch, searches, terminalMarks } from './demo-searches.ts';
import { readWorkspace } from './demo-workspace.ts';

export interface DemoHost {
  /** `resources/samples`. */
  samplesDir: string;
  connect(): Promise<Connection>;
  /** Where the findings go. */
  out: NodeJS.WriteStream;
  /** Where the progress goes. */
  err: NodeJS.WriteStream;
}

/**
 * Loads the sample workspace into database `demo` and shows five searches. `reset` deletes the database first;
 * without it, what is there is kept and nothing is loaded twice. `json` prints the searches and their answers as
 * one JSON document instead of text.
 */
export async function runDemo(options: { reset: boolean; json: boolean }, host: DemoHost): Promise<void> {
  const workspace = await readWorkspace(host.samplesDir);
  const connection = await host.connect();
  try {
    const client = createApiClient(connection.url, connection.key);
    const startedAt = performance.now();
    const progress = createProgress(host.err);
    const loaded = await loadWorkspace(client, workspace, {
      reset: options.reset,
      onProgress: ({ collection, done, total }) =>
        progress.show(`${collection}: ${done} of ${total}`, done === total),
    });
    const seconds = ((performance.now() - startedAt) / 1000).toFixed(1);
    progress.show(
      loaded
        ? `Loaded in ${seconds} s: ${workspace.description}`
        : 'The sample workspace is loaded already (--reset loads it again).',
      true,
    );
    const marks = host.out.isTTY ? terminalMarks : plainMarks;
    const found: unknown[] = [];
    if (!options.json) host.out.write('\n');
    for (const [index, search] of searches.entries()) {
      const answer = await runSearch(client, workspace.name, search);
      if (options.json) found.push({ ...search, ...answer });
      else host.out.write(`${describeAnswer(index + 1, search, answer, marks).join('\n')}\n`);
    }
    if (options.json) host.out.write(`${JSON.stringify({ loaded, searches: found }, null, 2)}\n`);
  } finally {
    await connection.close();
  }
}

/** One line that is rewritten on a terminal; elsewhere only the lines that finish something. */
function createProgress(stream: NodeJS.WriteStream) {
  return {
    show(line: string, isDone: boolean): void {
      if (stream.isTTY) stream.write(`\r\u001B[K${line}${isDone ? '\n' : ''}`);
      else if (isDone) stream.write(`${line}\n`);
    },
  };
}
