import { afterAll, beforeAll, expect, it } from 'vitest';
import { recordsTable } from '../../gateway/write/collection.ts';
import type { Collection } from '../../gateway/write/collection.ts';
import { openWorkspace, targetOf } from '../support/workspace.ts';

let workspace: Awaited<ReturnType<typeof openWorkspace>>;
let plain: Collection;

beforeAll(async () => {
  workspace = await openWorkspace();
  plain = await workspace.create({ name: 'plain', fields: [{ name: 'title', type: 'string' }] });
});
afterAll(() => workspace.close());

/** Resolves when another connection waits for a lock on the table. */
async function untilSomebodyWaits(): Promise<void> {
  const waiting = `SELECT 1 FROM pg_locks WHERE NOT granted AND relation = $1::regclass`;
  while ((await workspace.env.pg.query(waiting, [recordsTable(plain)])).length === 0);
}

it('a schema that changes while a commit waits for its table refuses that commit', async () => {
  const { pg } = workspace.env;
  let reloads = 0;
  const reload = async (): Promise<Collection> => {
    reloads++;
    return Promise.reject(new Error('read again'));
  };
  // Its statement is prepared already, as a busy gateway's is.
  for (let n = 0; n < 10; n++) await workspace.records.create(targetOf(plain), { json: { title: `${n}` } });
  let writing: Promise<unknown> = Promise.resolve();
  await pg.transaction(async (tx) => {
    await tx.query(`LOCK TABLE ${recordsTable(plain)} IN SHARE MODE`);
    writing = workspace.records
      .create(targetOf(plain, { reload }), { json: { title: 'late' } })
      .catch((error: unknown) => error);
    await untilSomebodyWaits();
    await tx.query('UPDATE frodb.collections SET schema_version = 2 WHERE id = $1', [plain.id]);
  });
  await expect(writing).resolves.toMatchObject({ message: 'read again' });
  expect(reloads).toBe(1);
  const { total } = await workspace.records.query(plain, { limit: 1 });
  expect(total).toBe(10);
});
