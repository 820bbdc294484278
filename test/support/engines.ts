import { randomBytes } from 'node:crypto';
import pg from 'pg';
import { inject } from 'vitest';
import type { Connections } from '../../gateway/index.ts';

/** The engines of this test run with a Postgres database of the caller's own. */
export interface TestEngines extends Connections {
  /** Drops the database, cutting whoever is still connected to it. */
  drop(): Promise<void>;
}

/**
 * The run's engines with a fresh, empty Postgres database: call it in `beforeAll` (or per test) and `drop` it
 * afterwards. Qdrant collections and buckets are shared by all: name them by ids that are never used twice.
 */
export async function testEngines(): Promise<TestEngines> {
  const engines = inject('engines');
  const name = `t_${randomBytes(6).toString('hex')}`;
  await runSql(engines.postgresUrl, `CREATE DATABASE ${name}`);
  const url = new URL(engines.postgresUrl);
  url.pathname = `/${name}`;
  return {
    ...engines,
    postgresUrl: url.href,
    drop: () => runSql(engines.postgresUrl, `DROP DATABASE IF EXISTS ${name} WITH (FORCE)`),
  };
}

async function runSql(url: string, statement: string): Promise<void> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    await client.query(statement);
  } finally {
    await client.end();
  }
}
