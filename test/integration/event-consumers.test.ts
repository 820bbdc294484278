import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest';
import { migrate } from '../../gateway/infra/migrate.ts';
import { createPostgres } from '../../gateway/infra/postgres.ts';
import type { Postgres, Queryable } from '../../gateway/infra/postgres.ts';
import { migrations } from '../../gateway/migrations/index.ts';
import { forgetEvents, inRange, rangeValues, runConsumer } from '../../gateway/write/consumers.ts';
import type { EventConsumer, EventRange } from '../../gateway/write/consumers.ts';
import { announce } from '../../gateway/write/events.ts';
import { newId } from '../../gateway/write/ids.ts';
import { testEngines } from '../support/engines.ts';
import type { TestEngines } from '../support/engines.ts';

let engines: TestEngines;
/** Of two gateways. */
let pg: Postgres;
let other: Postgres;

beforeAll(async () => {
  engines = await testEngines();
  const connect = () => createPostgres({ url: engines.postgresUrl, applicationName: 'test', poolSize: 8 });
  [pg, other] = [connect(), connect()];
  await migrate(pg, migrations);
  await pg.query('CREATE TABLE seen (number bigint GENERATED ALWAYS AS IDENTITY, name text)');
});
beforeEach(async () => {
  await pg.query('TRUNCATE seen');
  await pg.query('DELETE FROM frodb.events');
  await pg.query('DELETE FROM frodb.event_consumers');
  await pg.query(`INSERT INTO frodb.event_consumers (name) VALUES ('reader')`);
});
afterAll(async () => {
  await pg.close();
  await other.close();
  await engines.drop();
});

const actor = { keyId: newId(), requestId: 'test', agentId: null };

function write(tx: Queryable, name: string): Promise<void> {
  return announce(tx, actor, { action: 'database.created', database: name });
}

/** Its effect: a row for each event. */
async function see(tx: Queryable, range: EventRange): Promise<void> {
  await tx.query(
    `INSERT INTO seen (name) SELECT database_name FROM frodb.events e WHERE ${inRange} ORDER BY e.xid, e.id`,
    rangeValues(range),
  );
}

const reader: EventConsumer = { name: 'reader', consume: see };

async function namesOf(sql: string): Promise<string[]> {
  return (await pg.query<{ name: string }>(sql)).map(({ name }) => name);
}

function seen(): Promise<string[]> {
  return namesOf('SELECT name FROM seen ORDER BY number');
}

function kept(): Promise<string[]> {
  return namesOf('SELECT database_name AS name FROM frodb.events ORDER BY xid, id');
}

it('an event waits for older transactions that still run, and none is left out', async () => {
  await pg.transaction(async (slow) => {
    await write(slow, 'slow');
    await write(pg, 'quick');
    await runConsumer(pg, reader);
    expect(await seen()).toEqual([]);
  });
  await runConsumer(pg, reader);
  expect(await seen()).toEqual(['slow', 'quick']);
  await runConsumer(pg, reader);
  expect(await seen()).toEqual(['slow', 'quick']);
});

it('two gateways see each event of concurrent commits once, in order', async () => {
  const names = Array.from({ length: 60 }, (_, n) => `n${n}`);
  let isWriting = true;
  const consumeWith = async (gateway: Postgres): Promise<void> => {
    while (isWriting) await runConsumer(gateway, reader);
  };
  const consuming = [consumeWith(pg), consumeWith(other)];
  const lane = async (own: string[], gateway: Postgres): Promise<void> => {
    for (const [n, name] of own.entries()) {
      await gateway.transaction(async (tx) => {
        await write(tx, name);
        // So that transactions end in another order than they began.
        await sleep(((n * 7) % 5) * 3);
      });
    }
  };
  const lanes = [0, 1, 2, 3].map((first) => names.filter((_, n) => n % 4 === first));
  await Promise.all(lanes.map((own, n) => lane(own, n % 2 === 0 ? pg : other)));
  isWriting = false;
  await Promise.all(consuming);
  await runConsumer(pg, reader);
  expect(await seen()).toEqual(await kept());
  expect((await seen()).toSorted()).toEqual(names.toSorted());
});

it('whoever comes while another one is at it leaves at once', async () => {
  await write(pg, 'one');
  await runConsumer(pg, {
    name: 'reader',
    consume: async (tx, range) => {
      await see(tx, range);
      await runConsumer(other, reader);
    },
  });
  expect(await seen()).toEqual(['one']);
});

it.each([
  ['fails', () => Promise.reject(new Error('no'))],
  ['loses its connection', (tx: Queryable) => tx.query('SELECT pg_terminate_backend(pg_backend_pid())')],
])('one that %s between its effect and its position has neither', async (_, die) => {
  await write(pg, 'one');
  const dying = runConsumer(pg, {
    name: 'reader',
    consume: async (tx, range) => {
      await see(tx, range);
      await die(tx);
    },
  });
  await expect(dying).rejects.toThrow();
  expect(await seen()).toEqual([]);
  await runConsumer(other, reader);
  expect(await seen()).toEqual(['one']);
});

it('events are forgotten after their time, and not before the slowest consumer has had them', async () => {
  const hour = 3_600;
  for (const name of ['a', 'b']) await write(pg, name);
  await runConsumer(pg, reader);
  await pg.query(`INSERT INTO frodb.event_consumers (name, xid, id) SELECT 'slow', xid, id FROM frodb.events
    WHERE database_name = 'a'`);
  await pg.query(`UPDATE frodb.events SET at = at - interval '2 hours'`);
  await write(pg, 'new');
  await runConsumer(pg, reader);

  await forgetEvents(pg, 3 * hour);
  expect(await kept()).toEqual(['a', 'b', 'new']);
  await forgetEvents(pg, hour);
  expect(await kept()).toEqual(['b', 'new']);
  await runConsumer(other, { name: 'slow', consume: () => Promise.resolve() });
  await forgetEvents(pg, hour);
  expect(await kept()).toEqual(['new']);
});

it('the newest events stay however long nothing was written', async () => {
  for (const name of ['a', 'b']) await write(pg, name);
  await runConsumer(pg, reader);
  await pg.query(`UPDATE frodb.events SET at = at - interval '1 year'`);
  await forgetEvents(pg, 1);
  expect(await kept()).toEqual(['a', 'b']);
});
