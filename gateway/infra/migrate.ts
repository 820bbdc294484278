import { createHash } from 'node:crypto';
import { StartError } from '../errors.ts';
import type { Postgres, Session } from './postgres.ts';

/** One numbered step. Never edited after it landed: its checksum is kept in the database. */
export interface Migration {
  number: number;
  name: string;
  sql: string;
}

interface Applied {
  number: number;
  name: string;
  checksum: string;
}

/** Of all FroDB's session locks: any constant will do, as long as no other feature uses it. */
const migrationLock = 0x46726f01;

/**
 * Brings schema `frodb` up to the last of `migrations`, each in a transaction of its own, under an advisory lock so
 * that of several gateways one does the work. Returns the numbers it applied. Refuses a database whose applied steps
 * differ from ours: one that was edited, or one that a newer version wrote.
 */
export async function migrate(pg: Postgres, migrations: Migration[]): Promise<number[]> {
  checkNumbers(migrations);
  const session = await pg.session();
  try {
    await session.query('SELECT pg_advisory_lock($1)', [migrationLock]);
    await session.query('CREATE SCHEMA IF NOT EXISTS frodb');
    await session.query(`CREATE TABLE IF NOT EXISTS frodb.migrations (number integer PRIMARY KEY, name text NOT NULL,
      checksum text NOT NULL, applied_at timestamptz NOT NULL DEFAULT now())`);
    const applied = await session.query<Applied>(
      'SELECT number, name, checksum FROM frodb.migrations ORDER BY number',
    );
    checkApplied(migrations, applied);
    const pending = migrations.slice(applied.length);
    for (const migration of pending) await apply(session, migration);
    return pending.map((migration) => migration.number);
  } finally {
    await session.close();
  }
}

async function apply(session: Session, migration: Migration): Promise<void> {
  await session.query('BEGIN');
  try {
    await session.query(migration.sql);
    await session.query('INSERT INTO frodb.migrations (number, name, checksum) VALUES ($1, $2, $3)', [
      migration.number,
      migration.name,
      checksum(migration),
    ]);
    await session.query('COMMIT');
  } catch (error) {
    // The session is closed next, which rolls back.
    throw new Error(`Migration ${label(migration)} failed; nothing of it was kept`, { cause: error });
  }
}

function checkNumbers(migrations: Migration[]): void {
  migrations.forEach((migration, index) => {
    if (migration.number !== index + 1)
      throw new Error(`Migration ${label(migration)} is not number ${index + 1}`);
  });
}

function checkApplied(migrations: Migration[], applied: Applied[]): void {
  applied.forEach((row, index) => {
    const known = migrations[index];
    if (!known) {
      throw new StartError(
        `The database was written by a newer version of FroDB (migration ${label(row)}). Start that version, or use another database.`,
      );
    }
    if (row.number !== known.number || row.checksum !== checksum(known)) {
      throw new StartError(
        `Migration ${label(known)} was edited after it landed: the database has applied another text.`,
      );
    }
  });
}

function checksum(migration: Migration): string {
  return createHash('sha256').update(migration.sql).digest('hex');
}

function label({ number, name }: { number: number; name: string }): string {
  return `${String(number).padStart(4, '0')}-${name}`;
}
