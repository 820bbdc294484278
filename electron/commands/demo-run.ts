import { resolve } from 'node:path';
import { ApiError, createApiClient } from './api-client.ts';
import type { ApiClient } from './api-client.ts';
import { connect } from './connect.ts';
import type { ConnectOptions } from './connect.ts';
import { loadWorkspace } from './demo-load.ts';
import { describeAnswer, plainMarks, runSearch, searches, terminalMarks } from './demo-searches.ts';
import { readWorkspace } from './demo-workspace.ts';
import type { Workspace } from './demo-workspace.ts';
import { progressLine } from './progress-line.ts';

export interface DemoHost {
  /** `resources/samples`. */
  samplesDir: string;
  defaultDataDir: string;
  /** Starts a FroDB on a data folder, for the time of the demo. */
  start: (dataDir: string) => ReturnType<ConnectOptions['start']>;
  /** Where the findings go. */
  out: NodeJS.WriteStream;
  /** Where the progress goes. */
  err: NodeJS.WriteStream;
}

export interface DemoFlags {
  reset: boolean;
  json: boolean;
  url?: string;
  key?: string;
  dataDir?: string;
}

/** Runs the demo; resolves with its exit code. What a person can mend is said in a line, anything else is thrown. */
export async function runDemo(flags: DemoFlags, host: DemoHost): Promise<number> {
  try {
    await loadAndSearch(flags, host);
    return 0;
  } catch (error) {
    if (!(error instanceof ApiError)) throw error;
    host.err.write(`${error.message}\n`);
    return 1;
  }
}

async function loadAndSearch(flags: DemoFlags, host: DemoHost): Promise<void> {
  const workspace = await readWorkspace(host.samplesDir);
  const dataDir = resolve(flags.dataDir ?? host.defaultDataDir);
  const { url, key } = flags;
  const connection = await connect({ url, key, dataDir, start: () => host.start(dataDir) });
  try {
    const client = createApiClient(connection.url, connection.key);
    await load(client, workspace, flags, host.err);
    await search(client, workspace.name, flags.json ? 'json' : 'text', host.out);
  } catch (error) {
    if (connection.interrupted?.aborted !== true) throw error;
    throw new ApiError(0, 'interrupted', 'Stopped. `frodb demo` goes on where it was left.');
  } finally {
    await connection.close();
  }
}

async function load(
  client: ApiClient,
  workspace: Workspace,
  { reset }: DemoFlags,
  err: NodeJS.WriteStream,
): Promise<void> {
  const startedAt = performance.now();
  const line = progressLine(err);
  const hasLoaded = await loadWorkspace(client, workspace, {
    reset,
    onProgress: ({ collection, done, total }) => {
      const text = `${collection}: ${done} of ${total}`;
      if (done === total) line.end(text);
      else line.show(text);
    },
  });
  const seconds = ((performance.now() - startedAt) / 1000).toFixed(1);
  const summary = hasLoaded
    ? `Loaded in ${seconds} s. ${workspace.description}`
    : 'The sample workspace was loaded before (--reset loads it again).';
  line.end(summary);
}

async function search(
  client: ApiClient,
  database: string,
  form: 'json' | 'text',
  out: NodeJS.WriteStream,
): Promise<void> {
  const marks = out.isTTY ? terminalMarks : plainMarks;
  const found: unknown[] = [];
  if (form === 'text') out.write('\n');
  for (const [index, asked] of searches.entries()) {
    const answer = await runSearch(client, database, asked);
    if (form === 'json') found.push({ ...asked, ...answer });
    else out.write(`${describeAnswer(index + 1, asked, answer, marks).join('\n')}\n`);
  }
  if (form === 'json') out.write(`${JSON.stringify(found, null, 2)}\n`);
}
