import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ApiError } from './api-client.ts';
import type { ApiClient } from './api-client.ts';
import { loadWorkspace } from './demo-load.ts';
import type { Workspace } from './demo-workspace.ts';
import { readTable } from './demo-workspace.ts';

let dir = '';
beforeAll(async () => {
  dir = await mkdtemp(join(tmpdir(), 'frodb-demo-'));
  await writeFile(join(dir, 'a.pdf'), '%PDF-1.7');
});
afterAll(() => rm(dir, { recursive: true }));

function workspace(): Workspace {
  const record = { fields: { code: 'A', tags: ['x'], gone: null }, files: { file: [join(dir, 'a.pdf')] } };
  const rows = Array.from({ length: 450 }, (_, n) => ({ n }));
  return {
    name: 'demo',
    description: 'Invented.',
    metadata: { invented: true },
    collections: [
      { name: 'documents', schema: { name: 'documents' }, records: [record], rows: [] },
      { name: 'rows', schema: { name: 'rows' }, records: [], rows },
    ],
  };
}

/** A server of which only the answers matter here; everything asked of it is kept. */
function fakeServer(answers: Record<string, unknown> = {}) {
  const asked: { line: string; body: unknown }[] = [];
  const client: ApiClient = {
    request<T>(method: string, path: string, body?: unknown): Promise<T> {
      const line = `${method} ${path}`;
      asked.push({ line, body });
      const standard = path.includes(':batch') ? { results: [{ id: 'x' }] } : {};
      const answer = answers[line] ?? standard;
      return answer instanceof Error ? Promise.reject(answer) : Promise.resolve(answer as T);
    },
  };
  return { client, asked, lines: () => asked.map(({ line }) => line) };
}

const silent = { reset: false, onProgress: () => undefined };

describe('loadWorkspace', () => {
  it('makes database and collections, sends files by multipart and rows in batches, marks the end', async () => {
    const server = fakeServer();
    const progress: string[] = [];
    const loaded = await loadWorkspace(server.client, workspace(), {
      reset: false,
      onProgress: ({ collection, done, total }) => progress.push(`${collection} ${done}/${total}`),
    });
    expect(loaded).toBe(true);
    const batch = 'POST /databases/demo/collections/rows/records:batch?mode=partial';
    expect(server.lines()).toEqual([
      'POST /databases',
      'GET /databases/demo',
      'POST /databases/demo/collections',
      'POST /databases/demo/collections/documents/records',
      'POST /databases/demo/collections',
      batch,
      batch,
      batch,
      'PATCH /databases/demo',
    ]);
    const form = server.asked[3]?.body as FormData;
    expect(form.get('code')).toBe('A');
    expect(form.get('tags')).toBe('["x"]');
    expect(form.has('gone')).toBe(false);
    expect(form.get('file')).toMatchObject({ name: 'a.pdf', type: 'application/pdf' });
    expect(progress.at(-1)).toBe('rows 450/450');
    expect(server.asked.at(-1)?.body).toEqual({ metadata: { loaded: true } });
  });

  it('does nothing when the workspace is loaded', async () => {
    const server = fakeServer({
      'POST /databases': new ApiError(409, 'already_exists', 'Exists.'),
      'GET /databases/demo': { metadata: { loaded: true } },
    });
    expect(await loadWorkspace(server.client, workspace(), silent)).toBe(false);
    expect(server.lines()).toEqual(['POST /databases', 'GET /databases/demo']);
  });

  it('goes on with a load that was interrupted: what exists is skipped', async () => {
    const exists = new ApiError(409, 'already_exists', 'Exists.');
    const server = fakeServer({
      'POST /databases': exists,
      'GET /databases/demo': { metadata: null },
      'POST /databases/demo/collections': exists,
      'POST /databases/demo/collections/documents/records': exists,
      'POST /databases/demo/collections/rows/records:batch?mode=partial': { results: [{ status: 409 }] },
    });
    expect(await loadWorkspace(server.client, workspace(), silent)).toBe(true);
  });

  it('deletes first on reset, and stops at anything unexpected', async () => {
    const path = 'POST /databases/demo/collections/documents/records';
    const server = fakeServer({
      'DELETE /databases/demo?cascade=true': new ApiError(404, 'not_found', 'No such database.'),
      [path]: new ApiError(503, 'unavailable', 'qdrant is not available'),
    });
    const loading = loadWorkspace(server.client, workspace(), { ...silent, reset: true });
    await expect(loading).rejects.toThrow('qdrant is not available');
    expect(server.lines()[0]).toBe('DELETE /databases/demo?cascade=true');
    expect(server.lines().at(-1)).toBe(path);
  });

  it('names the row that a batch refuses', async () => {
    const refused = { results: [{ status: 400, errors: [{ path: '[0].n', message: 'must be text' }] }] };
    const server = fakeServer({
      'POST /databases/demo/collections/rows/records:batch?mode=partial': refused,
    });
    await expect(loadWorkspace(server.client, workspace(), silent)).rejects.toThrow('[0].n: must be text');
  });
});

describe('readTable', () => {
  it('reads cells by the types of the schema and leaves empty ones out', () => {
    const types = { id: 'string', n: 'int', x: 'float', ok: 'boolean', day: 'date', note: 'text' };
    const schema = { fields: Object.entries(types).map(([name, type]) => ({ name, type })) };
    const csv = 'id,n,x,ok,day,note\n007,12,4.5,false,2025-01-02,"a, b"\n008,,,,,\n';
    expect(readTable(csv, schema)).toEqual([
      { id: '007', n: 12, x: 4.5, ok: false, day: '2025-01-02', note: 'a, b' },
      { id: '008' },
    ]);
  });
});
