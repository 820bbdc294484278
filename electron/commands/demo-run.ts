import { resolve } from 'node:path';
import { ApiError, createApiClient } from './api-client.ts';
import type { ApiClient } from './api-client.ts';
import { connect } from './connect.ts';
import type { ConnectOptions } from './connect.ts';
import { describeAnswer, plainMarks, runSearch, searches, terminalMarks } from './demo-searches.ts';
import { follow } from './follow-job.ts';
import type { Job } from './follow-job.ts';
import { progressLine } from './progress-line.ts';

export interface DemoHost {
  defaultDataDir: string;
  /** Starts a FroDB on a data folder, for the time of the demo. */
  start: (dataDir: string) => ReturnType<ConnectOptions['start']>;
  /** Where the findings go. */
  out: NodeJS.WriteStream;
  /** Where the progress goes. */
  err: NodeJS.WriteStream;
}

/** What the sample workspace holds once it is loaded. */
interface LoadedSample {
  database: string;
  collections: { name: string; records: number }[];
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
  const dataDir = resolve(flags.dataDir ?? host.defaultDataDir);
  const { url, key } = flags;
  const connection = await connect({ url, key, dataDir, start: () => host.start(dataDir) });
  try {
    const client = createApiClient(connection.url, connection.key);
    const database = await load(client, flags, host.err);
    await search(client, database, flags.json ? 'json' : 'text', host.out);
  } catch (error) {
    if (connection.interrupted?.aborted !== true) throw error;
    throw new ApiError(0, 'interrupted', 'Stopped. `frodb demo` goes on where it was left.');
  } finally {
    await connection.close();
  }
}

/** Loads the workspace by a job of FroDB's and shows how far it is; resolves with the name of its database. */
async function load(client: ApiClient, { reset }: DemoFlags, err: NodeJS.WriteStream): Promise<string> {
  const startedAt = performance.now();
  if (reset) await client.request('DELETE', '/databases/demo?cascade=true').catch(unlessMissing);
  const answer = await client.request<Job<LoadedSample> | LoadedSample>('POST', '/samples/demo:load');
  const line = progressLine(err);
  if (!('state' in answer)) {
    line.end('The sample workspace was loaded before (--reset loads it again).');
    return answer.database;
  }
  const { database, collections } = await follow<LoadedSample>(client, answer, ({ done, total, detail }) =>
    line.show(`${detail ?? 'waiting'}: ${done} of ${total} records`),
  );
  for (const { name, records } of collections) line.end(`${name}: ${records} of ${records}`);
  const seconds = ((performance.now() - startedAt) / 1000).toFixed(1);
  const { description } = await client.request<{ description: string }>('GET', `/databases/${database}`);
  line.end(`Loaded in ${seconds} s. ${description}`);
  return database;
}

function unlessMissing(error: unknown): void {
  if (!(error instanceof ApiError && error.status === 404)) throw error;
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
