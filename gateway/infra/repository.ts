import { randomUUID } from 'node:crypto';
import { AppError, unavailable } from '../errors.ts';
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
 * Makes sure that a store belongs to this repository before anything else is asked of it: at start, and where it was
 * down then, at its first use. `of` waits for that in every call.
 */
export interface StoreClaim {
  /**
   * Claims it for the repository, marking one that carries no id. False when it does not answer; throws for a store of
   * another repository, whose data would be taken for garbage.
   */
  begin(repositoryId: string): Promise<boolean>;
  /** Resolves when it is ours; 503 that names it while it can't be asked or when it is another's. */
  settled(): Promise<void>;
}

/** `name` as sentences have it, `part` as 503s do. */
export function createStoreClaim(name: string, part: string, store: MarkedStore): StoreClaim {
  let id: string | undefined;
  let isOurs = false;
  let asking: Promise<boolean> | undefined;

  async function ask(wanted: string): Promise<boolean> {
    let found: string | null;
    try {
      found = await store.readMark();
      if (found === null) await store.mark(wanted);
    } catch (error) {
      if (error instanceof AppError && error.code === 'unavailable') return false;
      throw error;
    }
    if (found !== null && found !== wanted) throw new ForeignStoreError(name, found, wanted);
    isOurs = true;
    return true;
  }

  /** Asks once for all that wait. */
  function askOnce(wanted: string): Promise<boolean> {
    asking ??= ask(wanted).finally(() => (asking = undefined));
    return asking;
  }

  return {
    begin: (repository) => {
      id = repository;
      return askOnce(repository);
    },
    settled: async () => {
      if (isOurs) return;
      if (id === undefined) throw unavailable(part, 'FroDB is starting');
      try {
        if (await askOnce(id)) return;
      } catch (error) {
        throw error instanceof ForeignStoreError ? unavailable(part, error.message, error) : error;
      }
      throw unavailable(part, 'it does not answer');
    },
  };
}

class ForeignStoreError extends Error {
  constructor(name: string, found: string, wanted: string) {
    super(
      `${name} belongs to another FroDB: it carries repository id ${found}, Postgres has ${wanted}. Nothing was changed. Point FroDB to the ${name} of this Postgres, or to an empty one.`,
    );
    this.name = 'ForeignStoreError';
  }
}
