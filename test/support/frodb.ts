import { spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { createInterface } from 'node:readline';
import { readCredentials } from '../../electron/supervisor/folder/credentials.ts';
import { peekObjectStore } from '../../electron/supervisor/folder/data-folder.ts';
import { readPorts } from '../../electron/supervisor/folder/ports.ts';
import type { Connections } from '../../gateway/index.ts';
import { statOf } from './processes.ts';

/** A headless FroDB in a process of its own, as people start it. */
export interface RunningFrodb {
  url: string;
  /** The link that logs a browser in, once. */
  studio: string;
  key: string;
  pid: number;
  objectStore: ReadyLine['object_store'];
  /** Milliseconds from spawn to the ready line. */
  readyMs: number;
  /** Milliseconds from an engine's spawn to its being ready, of the slowest. */
  slowestEngineMs: number;
  stop: () => Promise<void>;
  /** As when the plug is pulled: SIGKILL, no goodbye. */
  kill: () => Promise<void>;
  /** Stopped by a signal (as /proc says). */
  isFrozen: () => boolean;
  /** SIGCONT. */
  wake: () => void;
  /** Resolves when the process is gone. */
  ended: Promise<void>;
}

interface ReadyLine {
  event: string;
  object_store: 'minio' | 's3' | 'filesystem';
  url: string;
  studio: string;
  pid: number;
}

/** dist/, from the sources, from a bundled entry, or from a chunk that entries share. */
const dist = import.meta.url.endsWith('.ts')
  ? '../../dist'
  : basename(import.meta.dirname) === 'chunks'
    ? '..'
    : '.';

/** `frodb-faulty`: a build for tests, whose write path can be told to stop or die. */
type Program = 'cli' | 'frodb-faulty';

/** Resolves when it is ready. It listens at a free port, if `env` names none. */
export function startFrodb(
  dataDir: string,
  env: Record<string, string> = {},
  program: Program = 'cli',
): Promise<RunningFrodb> {
  return spawnFrodb(dataDir, env, program).ready;
}

/** One that may be ended before it is ready. */
export function spawnFrodb(
  dataDir: string,
  env: Record<string, string> = {},
  program: Program = 'cli',
): { pid: number; ready: Promise<RunningFrodb>; ended: Promise<void> } {
  const started = performance.now();
  const entry = join(import.meta.dirname, dist, `${program}.js`);
  const child = spawn(
    process.execPath,
    [entry, 'start', '--headless', '--data-dir', dataDir, '--port', env['FRODB_PORT'] ?? '0'],
    {
      stdio: ['ignore', 'pipe', 'pipe'],
      env: { ...process.env, ...env },
    },
  );
  const ended = new Promise<void>((resolve) => child.once('exit', () => resolve()));
  const engines: number[] = [];
  const complaints: string[] = [];
  createInterface({ input: child.stderr }).on('line', (line) => {
    complaints.push(line);
    const event = parse(line);
    if (event?.['event'] === 'engine' && event['state'] === 'ready') engines.push(Number(event['ms']));
  });
  const becomeReady = async (): Promise<RunningFrodb> => {
    const ready = await readyLine(child, complaints);
    const readyMs = performance.now() - started;
    return {
      url: ready.url,
      studio: ready.studio,
      pid: ready.pid,
      objectStore: ready.object_store,
      // A test may have taken the file away.
      key:
        env['FRODB_ADMIN_KEY'] ?? (await readFile(join(dataDir, 'admin-key'), 'utf8').catch(() => '')).trim(),
      readyMs,
      slowestEngineMs: Math.max(...engines),
      stop: () => end(child, 'SIGTERM'),
      kill: () => end(child, 'SIGKILL'),
      isFrozen: () => statOf(ready.pid)?.state === 'T',
      wake: () => void child.kill('SIGCONT'),
      ended,
    };
  };
  return { pid: child.pid ?? 0, ready: becomeReady(), ended };
}

function end(child: ChildProcess, signal: 'SIGTERM' | 'SIGKILL'): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return Promise.resolve();
  const exited = new Promise<void>((resolve) => child.once('exit', () => resolve()));
  child.kill(signal);
  return exited;
}

/** `frodb …` in a process of its own, the bundled one. */
export function spawnCommand(args: string[], env: Record<string, string> = {}): ChildProcess {
  return spawn(process.execPath, [join(import.meta.dirname, dist, 'cli.js'), ...args], {
    stdio: ['ignore', 'pipe', 'pipe'],
    env: { ...process.env, ...env },
  });
}

async function readyLine(child: ChildProcess, complaints: string[]): Promise<ReadyLine> {
  const { stdout } = child;
  if (!stdout) throw new Error('the child has no output');
  for await (const line of createInterface({ input: stdout })) {
    const event = parse(line);
    if (event?.['event'] === 'ready') return event as unknown as ReadyLine;
  }
  throw new Error(`FroDB did not start:\n${complaints.slice(-20).join('\n')}`);
}

function parse(line: string): Record<string, unknown> | null {
  try {
    return JSON.parse(line) as Record<string, unknown>;
  } catch {
    return null;
  }
}

/** Where the bundled engines of a data folder listen, for the floors. */
export function engineAddresses(dataDir: string) {
  const credentials = readCredentials(dataDir);
  if (credentials === null) throw new Error(`${dataDir} has no credentials`);
  const ports = readPorts(join(dataDir, 'ports.json'));
  const port = (name: string): number => ports.get(name) ?? 0;
  return {
    postgresUrl: `postgres://frodb:${credentials.postgresPassword}@127.0.0.1:${port('postgres')}/frodb`,
    qdrantUrl: `http://127.0.0.1:${port('qdrant')}`,
    qdrantApiKey: credentials.qdrantApiKey,
    minio: {
      endPoint: '127.0.0.1',
      port: port('minio'),
      useSSL: false,
      accessKey: credentials.minioUser,
      secretKey: credentials.minioPassword,
      region: 'us-east-1',
    },
  };
}

/** The same as a gateway is told it. */
export function connectionsOf(dataDir: string): Connections {
  const { postgresUrl, qdrantUrl, qdrantApiKey, minio } = engineAddresses(dataDir);
  if (peekObjectStore(dataDir)?.store === 'filesystem') {
    return {
      postgresUrl,
      qdrantUrl,
      qdrantApiKey,
      objects: { kind: 'filesystem', dir: join(dataDir, 'objects') },
    };
  }
  const { accessKey, secretKey, region } = minio;
  const endpoint = `http://${minio.endPoint}:${minio.port}`;
  return {
    postgresUrl,
    qdrantUrl,
    qdrantApiKey,
    objects:
      minio.port === 0
        ? { kind: 'filesystem', dir: join(dataDir, 'objects') }
        : { kind: 'minio', endpoint, accessKey, secretKey, region },
  };
}

/** Requests over kept connections. Throws for every answer that is no success. */
export function client({ url, key }: Pick<RunningFrodb, 'url' | 'key'>) {
  return async (method: string, path: string, body?: unknown): Promise<unknown> => {
    const isForm = body instanceof FormData;
    const response = await fetch(url + path, {
      method,
      headers: { authorization: `Bearer ${key}`, ...(isForm ? {} : { 'content-type': 'application/json' }) },
      ...(body === undefined ? {} : { body: isForm ? body : JSON.stringify(body) }),
    });
    const text = await response.text();
    if (!response.ok) throw new Error(`${method} ${path}: ${response.status} ${text}`);
    return text === '' ? null : JSON.parse(text);
  };
}
