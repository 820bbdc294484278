import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { createWorkerPool } from './pool.ts';
import type { WorkerPool } from './pool.ts';

const worker = `
import { threadId } from 'node:worker_threads';
export async function run(task) {
  switch (task.do) {
    case 'echo': return task.value;
    case 'thread': return threadId;
    case 'sleep': await new Promise((resolve) => setTimeout(resolve, task.ms)); return 'slept';
    case 'spin': for (;;);
    case 'exit': process.exit(7);
    case 'throw': throw new RangeError('too far');
    case 'crash': setTimeout(() => { throw new Error('outside of the task'); }); return new Promise(() => {});
    case 'hog': { const kept = []; for (;;) kept.push(new Array(1e5).fill(Math.random())); }
    case 'size': return task.bytes.byteLength;
  }
}`;

let dir = '';
let pool: WorkerPool | undefined;
beforeAll(async () => {
  dir = await mkdtemp(join(tmpdir(), 'frodb-workers-'));
  await writeFile(join(dir, 'worker.mjs'), worker);
});
afterEach(() => pool?.close());
afterAll(() => rm(dir, { recursive: true, force: true }));

function start(options: { timeoutMs?: number; maxThreads?: number; entry?: string } = {}): WorkerPool {
  pool = createWorkerPool({
    entry: pathToFileURL(join(dir, options.entry ?? 'worker.mjs')),
    maxThreads: options.maxThreads ?? 1,
    maxOldGenerationMb: 48,
    timeoutMs: options.timeoutMs ?? 15_000,
  });
  return pool;
}

describe('worker pool', () => {
  it('runs tasks and hands their results back', async () => {
    const started = start();
    await expect(started.run({ do: 'echo', value: { a: [1n] } })).resolves.toEqual({ a: [1n] });
  });

  it('passes on what a task throws', async () => {
    await expect(start().run({ do: 'throw' })).rejects.toThrow(new RangeError('too far'));
  });

  it.each([
    ['ends its process', 'exit', 'worker_crashed'],
    ['throws outside of its task', 'crash', undefined],
    ['takes too much memory', 'hog', 'worker_memory'],
  ])('loses only the task whose thread %s', async (_, what, code) => {
    const started = start();
    const lost = started.run({ do: what }).catch((error: unknown) => error);
    const kept = started.run({ do: 'echo', value: 'kept' });
    expect(await lost).toMatchObject(
      code ? { name: 'WorkerError', code } : { message: 'outside of the task' },
    );
    expect(await kept).toBe('kept');
  });

  it('ends a task that runs too long, and goes on', async () => {
    const started = start({ timeoutMs: 300 });
    await expect(started.run({ do: 'spin' })).rejects.toMatchObject({ code: 'worker_timeout' });
    await expect(started.run({ do: 'echo', value: 1 })).resolves.toBe(1);
  });

  it.each([
    ['is not there', 'missing.mjs', undefined, /missing\.mjs/],
    ['fails as it loads', 'broken.mjs', 'throw new Error("no such luck");', /no such luck/],
    ['exports nothing to run', 'empty.mjs', 'export const walk = 1;', /No handler function exported/],
  ])('refuses every task at once where the entry %s', async (_, entry, source, message) => {
    if (source !== undefined) await writeFile(join(dir, entry), source);
    const started = start({ entry });
    await expect(started.run({ do: 'echo' })).rejects.toThrow(message);
    await expect(started.run({ do: 'echo' })).rejects.toThrow(message);
  });

  it('does not count waiting as running', async () => {
    const started = start({ timeoutMs: 2000 });
    const tasks = Array.from({ length: 5 }, () => started.run({ do: 'sleep', ms: 500 }));
    await expect(Promise.all(tasks)).resolves.toEqual(Array(5).fill('slept'));
  });

  it('cancels running and waiting tasks', async () => {
    const started = start();
    const abort = new AbortController();
    const running = started.run({ do: 'spin' }, { signal: abort.signal });
    const waiting = started.run({ do: 'echo', value: 1 }, { signal: abort.signal });
    abort.abort();
    await expect(running).rejects.toMatchObject({ code: 'worker_cancelled' });
    await expect(waiting).rejects.toMatchObject({ code: 'worker_cancelled' });
    await expect(started.run({ do: 'echo', value: 2 })).resolves.toBe(2);
  });

  it('moves what is transferred', async () => {
    const bytes = new ArrayBuffer(1000);
    await expect(start().run({ do: 'size', bytes }, { transfer: [bytes] })).resolves.toBe(1000);
    expect(bytes.byteLength).toBe(0);
  });

  it('keeps its thread for the next task', async () => {
    const started = start();
    expect(await started.run({ do: 'thread' })).toBe(await started.run({ do: 'thread' }));
  });

  it('takes no task once it is closed', async () => {
    const started = start();
    await started.run({ do: 'echo', value: 1 });
    await started.close();
    await expect(started.run({ do: 'echo', value: 1 })).rejects.toMatchObject({ code: 'worker_cancelled' });
  });
});
