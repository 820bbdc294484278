import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createWorkerPool } from './pool.ts';
import type { WorkerPool } from './pool.ts';
import { createRequestWorker } from './request-worker.ts';
import type { RunInWorker } from './request-worker.ts';
import { workerEntry } from './entry.ts';

const worker = `
export async function run(task) {
  switch (task.do) {
    case 'spin': for (;;);
    case 'exit': process.exit(7);
    case 'hog': { const kept = []; for (;;) kept.push(new Array(1e5).fill(Math.random())); }
    case 'bug': throw new RangeError('too far');
    default: return { ok: true, result: task.do };
  }
}`;

let folder = '';
let failing: WorkerPool;
let real: WorkerPool;
let runFailing: RunInWorker;

function pool(entry: URL): WorkerPool {
  return createWorkerPool({ entry, maxThreads: 1, maxOldGenerationMb: 64, timeoutMs: 2_000 });
}

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'frodb-workers-'));
  await writeFile(join(folder, 'worker.mjs'), worker);
  failing = pool(pathToFileURL(join(folder, 'worker.mjs')));
  real = pool(workerEntry('body-worker.js'));
  runFailing = createRequestWorker(failing);
});
afterAll(async () => {
  await Promise.all([failing.close(), real.close()]);
  await rm(folder, { recursive: true, force: true });
});

describe('a worker that fails', () => {
  it.each([
    ['takes too long', 'spin', /took too long/],
    ['needs too much memory', 'hog', /needs more memory/],
    ['ends', 'exit', /its thread ended/],
  ])('because it %s costs that request only', async (_, what, reason) => {
    await expect(runFailing({ do: what })).rejects.toMatchObject({
      code: 'unavailable',
      message: expect.stringMatching(reason) as unknown,
    });
    expect(await runFailing({ do: 'next' })).toBe('next');
  });

  it('by a fault of its own is no refusal', async () => {
    await expect(runFailing({ do: 'bug' })).rejects.toThrow(RangeError);
  });
});

describe('the worker of large bodies', () => {
  it('parses, and refuses with the problems that the event loop would name', async () => {
    const run = createRequestWorker(real);
    const parse = (text: string): Promise<unknown> => {
      const bytes = new TextEncoder().encode(text);
      return run({ task: 'parse', format: 'json', bytes }, [bytes.buffer]);
    };
    expect(await parse('{"a":[1]}')).toEqual({ a: [1] });
    await expect(parse('{"a":"\\u0000"}')).rejects.toMatchObject({
      status: 400,
      errors: [{ path: 'a', code: 'bad_text' }],
    });
  });
});
