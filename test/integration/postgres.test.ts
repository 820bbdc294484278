import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createListener } from '../../gateway/infra/listener.ts';
import type { Listener } from '../../gateway/infra/listener.ts';
import { createLogger } from '../../gateway/infra/logger.ts';
import { migrate } from '../../gateway/infra/migrate.ts';
import { ConnectionLostError, PgError, createPostgres } from '../../gateway/infra/postgres.ts';
import type { Postgres } from '../../gateway/infra/postgres.ts';
import { testEngines } from '../support/engines.ts';
import type { TestEngines } from '../support/engines.ts';

let engines: TestEngines;
let pg: Postgres;
/** Another one, to look on and to kill. */
let other: Postgres;

beforeAll(async () => {
  engines = await testEngines();
  pg = createPostgres({ url: engines.postgresUrl, applicationName: 'frodb-test', poolSize: 4 });
  other = createPostgres({ url: engines.postgresUrl, applicationName: 'frodb-other', poolSize: 2 });
  await pg.query(
    `CREATE TABLE things (id int PRIMARY KEY, name text CONSTRAINT one_name UNIQUE, at timestamptz)`,
  );
});
afterAll(async () => {
  await pg.close();
  await other.close();
  await engines.drop();
});

async function isGone(pid: number, backendStart: string | null): Promise<boolean> {
  const rows = await other.query(
    'SELECT 1 FROM pg_stat_activity WHERE pid = $1 AND backend_start = $2::timestamptz',
    [pid, backendStart],
  );
  return rows.length === 0;
}

const terminate = (pid: number) => other.query('SELECT pg_terminate_backend($1)', [pid]);

describe('values', () => {
  it('come as numbers and ISO strings, never as Date', async () => {
    const [row] = await pg.query(`SELECT 9007199254740991::int8 AS big, '{1,null}'::int8[] AS bigs,
      '2026-11-24 17:10:00.123456+02'::timestamptz AS at, '{2026-11-24 17:10:00+00,null}'::timestamptz[] AS ats,
      '2026-02-28'::date AS day, '{2026-02-28}'::date[] AS days, 'infinity'::timestamptz AS never,
      '00000000-0000-7000-8000-000000000001'::uuid AS id, ARRAY['00000000-0000-7000-8000-000000000001'::uuid] AS ids,
      '{"a": [1, "ü"]}'::jsonb AS json, 0.1::float8 AS real, ARRAY['a', null, '"'] AS texts, true AS yes`);
    expect(row).toEqual({
      big: 9_007_199_254_740_991,
      bigs: [1, null],
      at: '2026-11-24T15:10:00.123Z',
      ats: ['2026-11-24T17:10:00.000Z', null],
      day: '2026-02-28',
      days: ['2026-02-28'],
      never: 'infinity',
      id: '00000000-0000-7000-8000-000000000001',
      ids: ['00000000-0000-7000-8000-000000000001'],
      json: { a: [1, 'ü'] },
      real: 0.1,
      texts: ['a', null, '"'],
      yes: true,
    });
  });

  it('prepares a named statement once per connection', async () => {
    const session = await pg.session();
    for (let count = 0; count < 3; count += 1) {
      expect(await session.query('SELECT $1::int AS n', [count], { name: 'n' })).toEqual([{ n: count }]);
    }
    const prepared = await session.query(`SELECT name FROM pg_prepared_statements`);
    expect(prepared).toEqual([{ name: 'n' }]);
    await session.close();
  });
});

describe('errors', () => {
  it('tell a unique violation by its constraint', async () => {
    await pg.query(`INSERT INTO things VALUES (1, 'first')`);
    const failure = await pg.query(`INSERT INTO things VALUES (2, 'first')`).catch((error: unknown) => error);
    expect(failure).toBeInstanceOf(PgError);
    expect(failure).toMatchObject({ code: '23505', constraint: 'one_name', cause: { code: '23505' } });
  });

  it('say 503 when nothing listens, when the database is not there, and when the password is wrong', async () => {
    const urls: [string, string][] = [
      ['postgres://x:y@127.0.0.1:1/x', 'nothing listens'],
      [Object.assign(new URL(engines.postgresUrl), { pathname: '/nowhere' }).href, 'does not exist'],
      [Object.assign(new URL(engines.postgresUrl), { password: 'wrong' }).href, 'password'],
    ];
    for (const [url, reason] of urls) {
      const wrong = createPostgres({ url, applicationName: 'frodb-test', poolSize: 1 });
      const refused = { code: 'unavailable', message: expect.stringContaining(reason) as string };
      await expect(wrong.ping()).rejects.toMatchObject(refused);
      await expect(wrong.session()).rejects.toMatchObject(refused);
      await wrong.close();
    }
  });

  it('name the backend whose connection broke under a statement, and the pool goes on', async () => {
    const running = pg.query('SELECT pg_sleep(60), pg_backend_pid()').catch((error: unknown) => error);
    const find = async () =>
      other.query<{ pid: number }>(
        `SELECT pid FROM pg_stat_activity WHERE query LIKE 'SELECT pg_sleep(60)%'`,
      );
    await expect.poll(find).toHaveLength(1);
    const pid = (await find())[0]?.pid ?? 0;
    await terminate(pid);
    const lost = await running;
    expect(lost).toBeInstanceOf(ConnectionLostError);
    expect(lost).toMatchObject({ pid, code: 'unavailable', headers: { 'retry-after': '5' } });
    const { backendStart } = lost as ConnectionLostError;
    expect(backendStart).toMatch(/^\d{4}-\d\d-\d\d .*\+00$/);
    await expect.poll(() => isGone(pid, backendStart)).toBe(true);
    await pg.ping();
  });

  it('count silence as a lost connection', async () => {
    const silent = pg.query('SELECT pg_sleep(60)', [], { timeoutMs: 50 });
    await expect(silent).rejects.toBeInstanceOf(ConnectionLostError);
    await pg.ping();
  });

  it('survive the end of idle connections', async () => {
    await Promise.all([pg.ping(), pg.ping(), pg.ping()]);
    await other.query(
      `SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name = 'frodb-test'
        AND datname = current_database()`,
    );
    await expect
      .poll(() =>
        pg.ping().then(
          () => 'up',
          () => 'down',
        ),
      )
      .toBe('up');
    await pg.ping();
  });
});

describe('a transaction', () => {
  it('commits all of it, or nothing', async () => {
    await pg.transaction(async (tx) => {
      await tx.query(`INSERT INTO things VALUES (10, 'a')`);
      expect(await pg.query('SELECT 1 FROM things WHERE id = 10')).toEqual([]);
    });
    expect(await pg.query('SELECT name FROM things WHERE id = 10')).toEqual([{ name: 'a' }]);
    const failing = pg.transaction(async (tx) => {
      await tx.query(`INSERT INTO things VALUES (11, 'b')`);
      throw new Error('changed my mind');
    });
    await expect(failing).rejects.toThrow('changed my mind');
    expect(await pg.query('SELECT 1 FROM things WHERE id = 11')).toEqual([]);
  });

  it('is not taken for committed when one of its statements had failed', async () => {
    const careless = pg.transaction(async (tx) => {
      await tx.query(`INSERT INTO things VALUES (12, 'c')`);
      await tx.query('SELECT nonsense').catch(() => undefined);
    });
    await expect(careless).rejects.toThrow('had failed');
    expect(await pg.query('SELECT 1 FROM things WHERE id = 12')).toEqual([]);
  });

  it('tells its backend when the connection breaks', async () => {
    const broken = pg.transaction(async (tx) => {
      await tx.query(`INSERT INTO things VALUES (13, 'd')`);
      await terminate(tx.backend.pid);
      await tx.query('SELECT 1');
    });
    await expect(broken).rejects.toMatchObject({ code: 'unavailable' });
    expect(await pg.query('SELECT 1 FROM things WHERE id = 13')).toEqual([]);
  });

  it('is ended by Postgres when its gateway freezes', async () => {
    const [row] = await pg.query(`SELECT current_setting('idle_in_transaction_session_timeout') AS timeout`);
    expect(row).toEqual({ timeout: '10s' });
  });
});

describe('migrations', () => {
  const steps = [
    { number: 1, name: 'one', sql: 'CREATE TABLE frodb.one (id int); INSERT INTO frodb.one VALUES (1)' },
    { number: 2, name: 'two', sql: 'ALTER TABLE frodb.one ADD COLUMN name text' },
  ];

  it('run once, in order, whoever starts at the same time', async () => {
    expect(await migrate(pg, steps.slice(0, 1))).toEqual([1]);
    const ran = await Promise.all([migrate(pg, steps), migrate(other, steps), migrate(pg, steps)]);
    expect(ran.flat()).toEqual([2]);
    expect(await pg.query('SELECT id, name FROM frodb.one')).toEqual([{ id: 1, name: null }]);
  });

  it('refuse a step that was edited, one from the future, and a gap', async () => {
    const edited = [{ ...steps[0]!, sql: `${steps[0]!.sql};` }, steps[1]!];
    await expect(migrate(pg, edited)).rejects.toThrow('0001-one was edited after it landed');
    await expect(migrate(pg, steps.slice(0, 1))).rejects.toThrow('newer version');
    await expect(migrate(pg, [steps[1]!])).rejects.toThrow('is not number 1');
  });

  it('keep nothing of a step that fails', async () => {
    const failing = { number: 3, name: 'three', sql: 'CREATE TABLE frodb.three (id int); SELECT nonsense' };
    await expect(migrate(pg, [...steps, failing])).rejects.toThrow('0003-three failed');
    expect(await pg.query(`SELECT to_regclass('frodb.three') AS t`)).toEqual([{ t: null }]);
    const good = { ...failing, sql: 'CREATE TABLE frodb.three (id int)' };
    expect(await migrate(pg, [...steps, good])).toEqual([3]);
  });
});

describe('the listener', () => {
  const { logger } = createLogger({ destination: 'stderr', level: 'silent' });
  const heard: string[] = [];
  let connects = 0;
  let listener: Listener;

  beforeAll(() => {
    listener = createListener({ pg, logger, pingMs: 20, answerMs: 500 });
    listener.on('schemas', (payload) => heard.push(payload));
    listener.onConnect(() => (connects += 1));
  });
  afterAll(() => listener.close());

  it('hears what others tell, also on channels that are added later', async () => {
    await expect.poll(() => listener.isConnected).toBe(true);
    listener.on('Odd "channel"', (payload) => heard.push(`odd ${payload}`));
    await expect
      .poll(async () => {
        await other.query(`SELECT pg_notify('schemas', 'c_1'), pg_notify('Odd "channel"', '')`);
        return heard;
      })
      .toEqual(expect.arrayContaining(['c_1', 'odd ']));
  });

  it('knows that it is cut, and listens again to all of them', async () => {
    const before = connects;
    await other.query(
      `SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name = 'frodb-test'
        AND datname = current_database()`,
    );
    await expect.poll(() => connects, { timeout: 10_000 }).toBeGreaterThan(before);
    heard.length = 0;
    await expect
      .poll(async () => {
        await other.query(`SELECT pg_notify('schemas', 'c_2'), pg_notify('Odd "channel"', '2')`);
        await sleep(10);
        return heard;
      })
      .toEqual(expect.arrayContaining(['c_2', 'odd 2']));
  });
});
