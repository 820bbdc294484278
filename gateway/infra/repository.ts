import { randomUUID } from 'node:crypto';
import { AppError } from '../errors.ts';
import type { Queryable } from './postgres.ts';

/** A store that carries the id of the repository it belongs to. */
export interface MarkedStore {
  mark(repositoryId: string): Promise<void>;
  readMark(): Promise<string | null>;
}

/** The id of the repository in this Postgres; made at the first call. */
export async function repositoryId(pg: Queryable): Promise<string> {
  await pg.query('INSERT INTO frodb.repository (id) VALUES ($1) ON CONFLICT DO NOTHING', [randomUUID()]);
  const [row] = await pg.query<{ id: string }>('SELECT id FROM frodb.repository');
  if (!row) throw new Error('Postgres holds no repository id');
  return row.id;
}

/**
 * Marks a store that carries no id; throws for one of another repository, whose data would be taken for garbage.
 * Returns false when the store does not answer.
 */
export async function claimStore(name: string, store: MarkedStore, id: string): Promise<boolean> {
  let found: string | null;
  try {
    found = await store.readMark();
    if (found === null) await store.mark(id);
  } catch (error) {
    if (error instanceof AppError && error.code === 'unavailable') return false;
    throw error;
  }
  if (found === null || found === id) return true;
  throw new Error(
    `${name} belongs to another FroDB: it carries repository id ${found}, Postgres has ${id}. Nothing was changed. Point FroDB to the ${name} of this Postgres, or to an empty one.`,
  );
}
