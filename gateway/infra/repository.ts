import { randomUUID } from 'node:crypto';
import { StartError, unavailable } from '../errors.ts';
import { MissingContainerError } from './missing-container.ts';
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
  /** As sentences have it. */
  readonly name: string;
  /**
   * Claims it for the repository, marking one that carries no id. Null, or why it can't be used yet; throws StartError
   * for a store of another repository, whose data would be taken for garbage.
   */
  begin(repositoryId: string): Promise<string | null>;
  /** Resolves when it is ours; 503 that names it while it can't be asked or when it is another's. */
  settled(): Promise<void>;
}

/** `name` as sentences have it, `part` as 503s do. */
export function createStoreClaim(name: string, part: string, store: MarkedStore): StoreClaim {
  let id: string | undefined;
  let isOurs = false;
  let asking: Promise<string | null> | undefined;

  async function ask(wanted: string): Promise<string | null> {
    let found: string | null;
    try {
      found = await store.readMark();
      if (found === null) await store.mark(wanted);
    } catch (error) {
      // Whatever it says: a wrong address can lead to anything.
      return whyUnusable(error);
    }
    if (found !== null && found !== wanted) throw foreignStore(name, found, wanted);
    isOurs = true;
    return null;
  }

  /** Asks once for all that wait. */
  function askOnce(wanted: string): Promise<string | null> {
    asking ??= ask(wanted).finally(() => (asking = undefined));
    return asking;
  }

  return {
    name,
    begin: (repository) => {
      id = repository;
      return askOnce(repository);
    },
    settled: async () => {
      if (isOurs) return;
      if (id === undefined) throw unavailable(part, 'FroDB is starting');
      const reason = await askOnce(id).catch((error: unknown) => {
        throw error instanceof StartError ? unavailable(part, error.message, error) : error;
      });
      if (reason !== null) throw unavailable(part, reason);
    },
  };
}

function whyUnusable(error: unknown): string {
  if (error instanceof MissingContainerError || error instanceof SyntaxError) {
    return 'what answers at its address is something else';
  }
  const message = error instanceof Error ? error.message : String(error);
  return message.replace(/^\w+ is not available: /, '');
}

function foreignStore(name: string, found: string, wanted: string): StartError {
  return new StartError(
    `${name} belongs to another FroDB: it carries repository id ${found}, Postgres has ${wanted}. Nothing was changed. Point FroDB to the ${name} of this Postgres, or to an empty one.`,
  );
}
