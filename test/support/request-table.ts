import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { testEngines } from './engines.ts';
import type { TestEngines } from './engines.ts';
import { startTestGateway } from './gateway.ts';
import type { AskOptions, Reply, TestGateway } from './gateway.ts';
import { readApi } from './openapi.ts';
import type { Api } from './openapi.ts';
import { openStoresAt } from './stores.ts';
import type { StoreCounts } from './stores.ts';

/** One request and everything that must be true after it. `{name}` in `path`, `body` and `headers` is what an earlier row saved. */
export interface Row {
  what: string;
  /** `METHOD path`. */
  send: string;
  body?: unknown;
  headers?: Record<string, string>;
  /** A saved key's name; null for none. Default: the admin's. */
  as?: string | null;
  status: number;
  /** Must be in the answer (`toMatchObject`). */
  has?: object;
  /** Texts that must be in the answer's body. */
  contains?: string[];
  /** Texts that must not. */
  lacks?: string[];
  /** The path and code of the first problems, in order. */
  problems?: (readonly [path: string, code?: string])[];
  /** Headers of the answer; a pattern, or null for one that must not be there. */
  answers?: Record<string, RegExp | null>;
  /** By how much the stores change; nothing by default, whatever the status. */
  effects?: Partial<StoreCounts>;
  /** What later rows need of the answer: name → path in its JSON, or `header x`. */
  save?: Record<string, string>;
}

/** A gateway with stores that are looked at past it, for the tests of one file. */
export interface Bench {
  gateway: TestGateway;
  engines: TestEngines;
  stores: ReturnType<typeof openStoresAt>;
  api: Api;
  saved: Map<string, string>;
  /** Sends a row and checks it. */
  run: (row: Row) => Promise<Reply>;
}

/** Starts one before the file's tests and takes everything away after them. */
export function useBench(env: Record<string, string> = {}): Bench {
  const bench = { saved: new Map<string, string>() } as Bench;
  bench.run = (row) => run(bench, row);
  beforeAll(async () => {
    bench.engines = await testEngines();
    bench.gateway = await startTestGateway(bench.engines, { FRODB_GARBAGE_DELAY_SECONDS: '0.01', ...env });
    bench.stores = openStoresAt(bench.engines);
    bench.api = readApi((await bench.gateway.ask('GET', '/openapi.json')).json);
  });
  afterAll(async () => {
    for (const { name } of await bench.stores.pg.query<{ name: string }>(
      'SELECT name FROM frodb.databases',
    )) {
      const { json } = await bench.gateway.ask('GET', `/databases/${name}/collections?limit=1000`);
      for (const collection of json['items'] as { name: string }[]) {
        await bench.gateway.ask('DELETE', `/databases/${name}/collections/${collection.name}`);
      }
    }
    await bench.stores.close();
    await bench.gateway.close();
    await bench.engines.drop();
  });
  return bench;
}

/** The rows as tests, one after another: a later one may use what an earlier one saved. */
export function testRows(title: string, bench: Bench, rows: Row[]): void {
  describe(title, () => {
    for (const row of rows)
      it(`${row.what}: ${row.send} → ${row.status}`, () => bench.run(row).then(() => undefined));
  });
}

async function run({ gateway, stores, saved, api }: Bench, row: Row): Promise<Reply> {
  const [method = '', path = ''] = row.send.split(' ');
  const options: AskOptions = { headers: filled(row.headers ?? {}, saved) };
  if (row.as !== undefined) options.key = row.as === null ? null : (saved.get(row.as) ?? row.as);
  const url = filled(path, saved);
  const before = await stores.counts();
  const reply = await gateway.ask(method, url, filled(row.body, saved), options);
  expect([reply.status, reply.text.slice(0, 600)]).toEqual([row.status, expect.anything()]);
  checkAnswer(row, reply);
  expect(await stores.counts()).toEqual(changed(before, row.effects ?? {}));
  api.check(method, url, reply);
  for (const [name, from] of Object.entries(row.save ?? {})) saved.set(name, valueAt(reply, from));
  return reply;
}

function checkAnswer(row: Row, reply: Reply): void {
  if (row.has) expect(reply.json).toMatchObject(row.has);
  for (const text of row.contains ?? []) expect(reply.text).toContain(text);
  for (const text of row.lacks ?? []) expect(reply.text).not.toContain(text);
  for (const [name, pattern] of Object.entries(row.answers ?? {})) {
    if (pattern === null) expect(reply.headers.has(name)).toBe(false);
    else expect(reply.headers.get(name)).toMatch(pattern);
  }
  if (reply.status >= 400) checkProblem(reply);
  if (!row.problems) return;
  const found = (reply.json['errors'] ?? []) as { path: string; code: string }[];
  const named = row.problems.map(([, code], n) =>
    code === undefined ? [found[n]?.path] : [found[n]?.path, found[n]?.code],
  );
  expect(named).toEqual(row.problems);
}

/** RFC 9457, whatever refused. */
function checkProblem({ status, headers, json }: Reply): void {
  expect(headers.get('content-type')).toContain('application/problem+json');
  expect(json).toMatchObject({
    type: expect.stringMatching(/^urn:frodb:problem:/),
    title: expect.any(String),
    status,
    detail: expect.any(String),
    instance: expect.any(String),
    code: expect.any(String),
    request_id: headers.get('x-request-id'),
  });
}

function changed(before: StoreCounts, effects: Partial<StoreCounts>): StoreCounts {
  const after = { ...before };
  for (const [name, by] of Object.entries(effects) as [keyof StoreCounts, number][]) after[name] += by;
  return after;
}

function filled<T>(value: T, saved: Map<string, string>): T {
  if (typeof value === 'string') {
    return value.replaceAll(/\{([a-z]\w*)\}/g, (whole, name: string) => saved.get(name) ?? whole) as T;
  }
  if (Array.isArray(value)) return value.map((item: unknown) => filled(item, saved)) as T;
  if (typeof value !== 'object' || value === null || Object.getPrototypeOf(value) !== Object.prototype)
    return value;
  return Object.fromEntries(
    Object.entries(value).map(([key, item]) => [key, filled(item as unknown, saved)]),
  ) as T;
}

function valueAt(reply: Reply, from: string): string {
  if (from.startsWith('header ')) return reply.headers.get(from.slice(7)) ?? '';
  let value: unknown = reply.json;
  for (const key of from.split('.')) value = (value as Record<string, unknown> | undefined)?.[key];
  return String(value);
}
