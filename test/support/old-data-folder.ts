import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import { chmod, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { brotliDecompress, constants } from 'node:zlib';
import { userForPostgres } from '../../electron/supervisor/engines/run-as.ts';
import { repository } from './capabilities.ts';

/** One request to the FroDB that made the folder, and what it answered. */
export interface RecordedAnswer {
  question: {
    method?: string;
    path: string;
    /** Name of the key it was asked with. Default: the admin key. */
    key?: string;
    headers?: Record<string, string>;
    body?: unknown;
  };
  status: number;
  /** Those that clients read. */
  headers: Record<string, string | null>;
  json?: unknown;
  /** Of the bytes that are no JSON. */
  sha256?: string;
}

/** What test/fixtures/old-data-folder holds; its README says what is in it. */
export interface OldDataFolder {
  dataDir: string;
  /** Secrets of API keys by name. */
  keys: Record<string, string>;
  /** The upload that no record has taken. */
  staged: { id: string; sha256: string };
  /** Ids of the records of `every_type` as they were created. */
  records: string[];
  answers: RecordedAnswer[];
  remove: () => Promise<void>;
}

/** A copy of its own, which may be changed. */
export async function copyOldDataFolder(): Promise<OldDataFolder> {
  const folder = await mkdtemp(join(tmpdir(), 'frodb-old-'));
  // Postgres does not run as root: the user it runs as then must be able to pass.
  await chmod(folder, 0o711);
  const packed = await readFile(join(repository, 'test/fixtures/old-data-folder/folder.tar.br'));
  const params = { [constants.BROTLI_DECODER_PARAM_LARGE_WINDOW]: 1 };
  const archive = join(folder, 'folder.tar');
  await writeFile(archive, await promisify(brotliDecompress)(packed, { params }));
  await promisify(execFile)('tar', ['--no-same-owner', '-C', folder, '-xf', archive]);
  await rm(archive);
  const dataDir = join(folder, 'data');
  await handToPostgres(join(dataDir, 'postgres'));
  const recorded = JSON.parse(await readFile(join(folder, 'answers.json'), 'utf8')) as OldDataFolder;
  const remove = (): Promise<void> => rm(folder, { recursive: true, force: true });
  return { ...recorded, dataDir, remove };
}

/** Started by root, Postgres runs as another user, to whom its files must belong. */
async function handToPostgres(folder: string): Promise<void> {
  const user = userForPostgres(folder);
  if (user) await promisify(execFile)('chown', ['-R', `${user.uid}:${user.gid}`, folder]);
}

/** Asks a FroDB at `url` what the old one was asked. */
export async function askAgain(
  url: string,
  keys: Record<string, string>,
  { question, headers: told }: RecordedAnswer,
): Promise<RecordedAnswer> {
  const { method = 'GET', path, key = 'admin', headers = {}, body } = question;
  const response = await fetch(url + path, {
    method,
    headers: {
      authorization: `Bearer ${keys[key]}`,
      ...(body === undefined ? {} : { 'content-type': 'application/json' }),
      ...headers,
    },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
  const bytes = Buffer.from(await response.arrayBuffer());
  const isJson = /json/.test(response.headers.get('content-type') ?? '');
  return {
    question,
    status: response.status,
    headers: Object.fromEntries(Object.keys(told).map((name) => [name, response.headers.get(name)])),
    ...(isJson
      ? { json: JSON.parse(String(bytes)) as unknown }
      : { sha256: createHash('sha256').update(bytes).digest('hex') }),
  };
}

/** Without what differs each time that it is asked: the time taken and the request's own id. */
export function comparable(answer: RecordedAnswer): unknown {
  return JSON.parse(
    JSON.stringify(answer, (name, value: unknown) =>
      name === 'took_ms' || name === 'request_id' ? undefined : value,
    ),
  );
}
