import { readFile } from 'node:fs/promises';
import { basename, extname } from 'node:path';
import pLimit from 'p-limit';
import { ApiError } from './api-client.ts';
import type { ApiClient } from './api-client.ts';
import type { Row, SampleCollection, SampleRecord, Workspace } from './demo-workspace.ts';

/** Rows per batch: large enough to be quick, small enough that the progress moves. */
const batchSize = 200;
const atOnce = 4;

const mediaTypes: Record<string, string> = {
  '.pdf': 'application/pdf',
  '.html': 'text/html',
  '.md': 'text/markdown',
};

export interface LoadProgress {
  collection: string;
  done: number;
  total: number;
}

interface Database {
  metadata: Row | null;
}

interface BatchAnswer {
  results: { id?: string; status?: number; errors?: { path: string; message: string }[] }[];
}

/**
 * Loads the workspace over the API. What is there already is left alone (records are told apart by their unique
 * fields), so a load that was interrupted goes on. Returns false if nothing was left to do.
 */
export async function loadWorkspace(
  client: ApiClient,
  workspace: Workspace,
  options: { reset: boolean; onProgress: (progress: LoadProgress) => void },
): Promise<boolean> {
  const path = `/databases/${workspace.name}`;
  if (options.reset) await allow([404], client.request('DELETE', `${path}?cascade=true`));
  const { name, description, metadata } = workspace;
  await allow([409], client.request('POST', '/databases', { name, description, metadata }));
  const found = await client.request<Database>('GET', path);
  if (found.metadata?.['loaded'] === true) return false;
  for (const collection of workspace.collections) {
    await allow([409], client.request('POST', `${path}/collections`, collection.schema));
    const report = counter(collection, options.onProgress);
    const records = `${path}/collections/${collection.name}/records`;
    await loadRecords(client, records, collection.records, report);
    await loadRows(client, records, collection.rows, report);
  }
  // Written last: only a load that went through is never repeated.
  await client.request('PATCH', path, { metadata: { ...found.metadata, loaded: true } });
  return true;
}

function counter(collection: SampleCollection, onProgress: (progress: LoadProgress) => void) {
  const total = collection.records.length + collection.rows.length;
  let done = 0;
  return (more: number): void => {
    done += more;
    onProgress({ collection: collection.name, done, total });
  };
}

async function loadRecords(
  client: ApiClient,
  path: string,
  records: SampleRecord[],
  report: (more: number) => void,
): Promise<void> {
  const limit = pLimit(atOnce);
  const send = async (record: SampleRecord): Promise<void> => {
    await allow([409], client.request('POST', path, await toForm(record)));
    report(1);
  };
  await Promise.all(records.map((record) => limit(send, record)));
}

async function loadRows(
  client: ApiClient,
  path: string,
  rows: Row[],
  report: (more: number) => void,
): Promise<void> {
  for (let start = 0; start < rows.length; start += batchSize) {
    const batch = rows.slice(start, start + batchSize);
    const { results } = await client.request<BatchAnswer>('POST', `${path}:batch?mode=partial`, batch);
    const refused = results.find(({ status }) => status !== undefined && status !== 409);
    if (refused) {
      const [problem] = refused.errors ?? [];
      throw new ApiError(refused.status ?? 400, '', `${problem?.path}: ${problem?.message}`);
    }
    report(batch.length);
  }
}

/** A record as multipart: strings as they stand, other values as JSON, files under the name of their field. */
async function toForm(record: SampleRecord): Promise<FormData> {
  const form = new FormData();
  for (const [name, value] of Object.entries(record.fields)) {
    if (value !== null) form.append(name, typeof value === 'string' ? value : JSON.stringify(value));
  }
  for (const [field, paths] of Object.entries(record.files)) {
    for (const path of paths) {
      const type = mediaTypes[extname(path)] ?? 'application/octet-stream';
      form.append(field, new Blob([await readFile(path)], { type }), basename(path));
    }
  }
  return form;
}

/** Waits for a request whose refusal with one of `statuses` is as good as its success. */
async function allow(statuses: number[], request: Promise<unknown>): Promise<void> {
  try {
    await request;
  } catch (error) {
    if (!(error instanceof ApiError && statuses.includes(error.status))) throw error;
  }
}
