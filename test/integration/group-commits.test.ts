import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createPostgres } from '../../gateway/infra/postgres.ts';
import type { Postgres } from '../../gateway/infra/postgres.ts';
import { recordsTable } from '../../gateway/write/collection.ts';
import type { Collection } from '../../gateway/write/collection.ts';
import type { CommitOutcome, CommitRequest } from '../../gateway/write/commit-request.ts';
import { createGroupCommits, nothingHeld } from '../../gateway/write/env.ts';
import type { WriteEnv } from '../../gateway/write/env.ts';
import { commit } from '../../gateway/write/group-commit.ts';
import { newId } from '../../gateway/write/ids.ts';
import { FaultProxy } from '../support/proxy.ts';
import { openWorkspace } from '../support/workspace.ts';

let workspace: Awaited<ReturnType<typeof openWorkspace>>;
let proxy: FaultProxy;
let pg: Postgres;
let env: WriteEnv;
let notes: Collection;

beforeAll(async () => {
  workspace = await openWorkspace();
  proxy = await FaultProxy.before(workspace.postgresUrl);
  pg = createPostgres({ url: proxy.url, applicationName: 'group', poolSize: 10 });
  env = { ...workspace.env, pg, held: nothingHeld(), groupCommits: createGroupCommits() };
  notes = await create('notes');
});
afterAll(async () => {
  await pg.close();
  await proxy.close();
  await workspace.close();
});

function create(name: string, more: object = {}): Promise<Collection> {
  return workspace.create({ name, fields: [{ name: 'n', type: 'int', ...more }] });
}

interface Written {
  revision: string;
  id: string;
  outcome: Promise<CommitOutcome>;
}

/** Commits one record by each number, all at once: the first goes by itself, and the others wait for it. */
function writeAll(collection: Collection, numbers: number[], times = 1): Written[] {
  return numbers.map((n) => {
    const request = requestOf(collection, n, times);
    const [change] = request.write.changes;
    return { revision: request.write.revision, id: change?.id ?? '', outcome: commit(env, request) };
  });
}

function requestOf(collection: Collection, n: number, records: number): CommitRequest {
  const at = new Date().toISOString();
  const column = collection.schema.fields[0]?.column ?? '';
  const changes = Array.from({ length: records }, () => ({
    op: 'create' as const,
    id: newId(),
    expectedRevision: null,
    createdAt: at,
    columns: { [column]: n },
    addedFiles: [],
    droppedFiles: [],
    payload: {},
    chunks: null,
    droppedChunks: [],
  }));
  return {
    write: { collection, revision: newId(), at, changes },
    intents: [],
    own: null,
    actor: { keyId: newId(), requestId: `request-${n}`, agentId: n % 2 === 0 ? 'agent' : null },
    action: 'record.created',
    idempotency: null,
  };
}

async function rowsOf(collection: Collection, written: Written[]): Promise<Record<string, string>> {
  const rows = await workspace.env.pg.query<{ id: string; revision: string }>(
    `SELECT id, revision FROM ${recordsTable(collection)} WHERE id = ANY($1::uuid[])`,
    [written.map(({ id }) => id)],
  );
  return Object.fromEntries(rows.map(({ id, revision }) => [id, revision]));
}

function expected(written: Written[]): Record<string, string> {
  return Object.fromEntries(written.map(({ id, revision }) => [id, revision]));
}

async function transactionsOf(written: Written[]): Promise<string[]> {
  const rows = await workspace.env.pg.query<{ xid: string }>(
    'SELECT DISTINCT xid::text FROM frodb.audit WHERE revision = ANY($1::uuid[])',
    [written.map(({ revision }) => revision)],
  );
  return rows.map(({ xid }) => xid);
}

const upTo = (count: number): number[] => Array.from({ length: count }, (_, n) => n);
const commits = 'commit-';

describe('creates at the same time', () => {
  it('share transactions, and each has its own row, audit row and event', async () => {
    const written = writeAll(notes, upTo(20));
    expect(await Promise.all(written.map(({ outcome }) => outcome))).toEqual(
      written.map(() => ({ kind: 'committed' })),
    );
    expect(await rowsOf(notes, written)).toEqual(expected(written));
    expect(await transactionsOf(written)).toHaveLength(2);
    for (const table of ['audit', 'events']) {
      const rows = await workspace.env.pg.query<{ revision: string; record_ids: string[] }>(
        `SELECT revision, record_ids FROM frodb.${table} WHERE revision = ANY($1::uuid[]) ORDER BY id`,
        [written.map(({ revision }) => revision)],
      );
      expect(rows).toEqual(written.map(({ revision, id }) => ({ revision, record_ids: [id] })));
    }
    const actors = await workspace.env.pg.query<{ request_id: string; agent_id: string | null }>(
      'SELECT request_id, agent_id FROM frodb.audit WHERE revision = ANY($1::uuid[]) ORDER BY id',
      [written.map(({ revision }) => revision)],
    );
    expect(actors.slice(6, 8)).toEqual([
      { request_id: 'request-6', agent_id: 'agent' },
      { request_id: 'request-7', agent_id: null },
    ]);
  });

  it('go in groups of a hundred at most', async () => {
    const written = writeAll(notes, upTo(250));
    await Promise.all(written.map(({ outcome }) => outcome));
    expect(await rowsOf(notes, written)).toEqual(expected(written));
    // One alone, then 100, 100 and 49.
    expect(await transactionsOf(written)).toHaveLength(4);
  });

  it('go by themselves where one could be refused for its value, and batches always', async () => {
    const unique = await create('unique', { unique: true });
    const alone = writeAll(unique, upTo(5));
    const batches = writeAll(notes, upTo(5), 2);
    await Promise.all([...alone, ...batches].map(({ outcome }) => outcome));
    expect(await transactionsOf(alone)).toHaveLength(5);
    expect(await transactionsOf(batches)).toHaveLength(5);
  });
});

describe('what becomes of one', () => {
  it('that Postgres refuses is not shared by the others', async () => {
    const picky = await create('picky');
    const column = picky.schema.fields[0]?.column ?? '';
    await workspace.env.pg.query(
      `ALTER TABLE ${recordsTable(picky)} ADD CHECK ("${column}" <> 3), ADD CHECK ("${column}" <> 7)`,
    );
    const written = writeAll(picky, upTo(10));
    const settled = await Promise.allSettled(written.map(({ outcome }) => outcome));
    expect(settled.flatMap(({ status }, n) => (status === 'rejected' ? [n] : []))).toEqual([3, 7]);
    expect(await rowsOf(picky, written)).toEqual(expected(written.filter((_, n) => n !== 3 && n !== 7)));
  });

  it('is told to all of a group whose schema has changed', async () => {
    const moved = await create('moved');
    const stale = { ...moved, schemaVersion: 2 };
    const written = writeAll(stale, upTo(4));
    for (const { outcome } of written) expect(await outcome).toEqual({ kind: 'refused', what: 'schema' });
    expect(await rowsOf(moved, written)).toEqual({});
  });

  it.each(['lose-request', 'lose-answer'] as const)(
    'is for each to find out where the connection breaks (%s)',
    async (mishap) => {
      const { met } = proxy.next(commits, mishap, { skip: 1 });
      const written = writeAll(notes, upTo(5));
      const [first, ...others] = await Promise.all(written.map(({ outcome }) => outcome));
      await met;
      expect(first).toEqual({ kind: 'committed' });
      for (const other of others) expect(other).toMatchObject({ kind: 'lost', pid: expect.any(Number) });
      const saved = mishap === 'lose-answer' ? written : written.slice(0, 1);
      expect(await rowsOf(notes, written)).toEqual(expected(saved));
    },
  );

  it('that hangs does not hold up those behind it', async () => {
    const { met, release } = proxy.next(commits, 'hold');
    const [first, ...others] = writeAll(notes, upTo(5));
    await met;
    await Promise.all(others.map(({ outcome }) => outcome));
    expect(await rowsOf(notes, others)).toEqual(expected(others));
    await release();
    expect(await first?.outcome).toEqual({ kind: 'committed' });
  });
});
