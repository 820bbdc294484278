import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Writable } from 'node:stream';
import { licencesFile, samplesFolder } from '../../electron/paths.ts';
import { loadConfig } from '../../gateway/config.ts';
import type { EnginesPort } from '../../gateway/features/engines/port.ts';
import { startGateway } from '../../gateway/index.ts';
import type { Gateway, GatewayOptions } from '../../gateway/index.ts';
import { migrate } from '../../gateway/infra/migrate.ts';
import { createPostgres } from '../../gateway/infra/postgres.ts';
import { createQdrantStore } from '../../gateway/infra/vectors-qdrant.ts';
import { migrations } from '../../gateway/migrations/index.ts';
import type { TestEngines } from './engines.ts';

export const adminKey = `frodb_admin_${'0'.repeat(64)}`;

/** An answer, read whole. */
export interface Reply {
  status: number;
  headers: Headers;
  /** Parsed where it is JSON. */
  json: Record<string, unknown>;
  text: string;
}

export interface TestGateway extends Gateway {
  dataDir: string;
  logLines: Record<string, unknown>[];
  /** `body`: an object is sent as JSON, everything else as it is. */
  ask: (method: string, path: string, body?: unknown, options?: AskOptions) => Promise<Reply>;
}

export interface AskOptions {
  key?: string | null;
  headers?: Record<string, string>;
}

/** External engines are nobody's to manage. */
const noEngines: EnginesPort = {
  list: () =>
    (['postgres', 'qdrant', 'minio'] as const).map((name) => ({
      name,
      managed: false,
      state: 'ready' as const,
    })),
  logs: () => ({ lines: [], next: 0 }),
  restart: () => Promise.resolve(),
  onChange: () => undefined,
};

/** A gateway in this process, on the run's engines. `env` adds FRODB_* settings. */
export async function startTestGateway(
  engines: TestEngines,
  env: Record<string, string> = {},
  more: Partial<GatewayOptions> = {},
): Promise<TestGateway> {
  await adoptRepository(engines);
  const dataDir = await mkdtemp(join(tmpdir(), 'frodb-gateway-'));
  const logLines: Record<string, unknown>[] = [];
  const log = new Writable({
    write(line: Buffer, _encoding, done) {
      logLines.push(JSON.parse(line.toString()) as Record<string, unknown>);
      done();
    },
  });
  const config = loadConfig({ FRODB_PORT: '0', FRODB_ADMIN_KEY: adminKey, FRODB_DRAIN_SECONDS: '1', ...env });
  const gateway = await startGateway({
    config,
    connections: engines,
    engines: noEngines,
    dataDir,
    samplesDir: samplesFolder(),
    licencesFile: licencesFile(),
    log,
    ...more,
  });
  return {
    ...gateway,
    dataDir,
    logLines,
    ask: (method, path, body, options) => ask(gateway.url + path, method, body, options),
    close: async () => {
      await gateway.close();
      await rm(dataDir, { recursive: true, force: true });
    },
  };
}

/** The run's Qdrant and object store are shared by many Postgres databases: each takes the id that they carry. */
async function adoptRepository({ postgresUrl, qdrantUrl, qdrantApiKey }: TestEngines): Promise<void> {
  const pg = createPostgres({ url: postgresUrl, applicationName: 'test', poolSize: 1 });
  const vectors = createQdrantStore({ url: qdrantUrl, apiKey: qdrantApiKey });
  try {
    const id = await vectors.readMark();
    if (id === null) return;
    await migrate(pg, migrations);
    await pg.query('INSERT INTO frodb.repository (id) VALUES ($1) ON CONFLICT DO NOTHING', [id]);
  } finally {
    await pg.close();
    vectors.close();
  }
}

async function ask(
  url: string,
  method: string,
  body: unknown,
  { key = adminKey, headers = {} }: AskOptions = {},
): Promise<Reply> {
  const isJson =
    typeof body === 'object' && body !== null && !(body instanceof FormData) && !(body instanceof Blob);
  const response = await fetch(url, {
    method,
    headers: {
      ...(key === null ? {} : { authorization: `Bearer ${key}` }),
      ...(isJson ? { 'content-type': 'application/json' } : {}),
      ...headers,
    },
    ...(body === undefined
      ? {}
      : { body: isJson ? JSON.stringify(body) : (body as NonNullable<RequestInit['body']>) }),
  });
  const text = await response.text();
  const isParsed = /\bjson\b/.test(response.headers.get('content-type') ?? '') && text !== '';
  const json = (isParsed ? JSON.parse(text) : {}) as Record<string, unknown>;
  return { status: response.status, headers: response.headers, json, text };
}
