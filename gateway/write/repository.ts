import { AppError } from '../errors.ts';
import type { Postgres } from '../infra/postgres.ts';
import { newPhysicalId } from './collection.ts';
import type { WriteEnv } from './env.ts';

/** The id of the repository that Postgres holds; made at its first run. */
export async function repositoryId(pg: Postgres): Promise<string> {
  const [row] = await pg.query<{ id: string }>(
    `WITH made AS (INSERT INTO frodb.repository (id) VALUES ($1) ON CONFLICT DO NOTHING RETURNING id)
     SELECT id FROM made UNION ALL SELECT id FROM frodb.repository LIMIT 1`,
    [newPhysicalId()],
  );
  if (!row) throw new Error('the repository has no id');
  return row.id;
}

/**
 * Refuses stores that belong to another repository, and marks those that belong to none. A store that is down is
 * left for later: what needs it answers 503 anyway. Throws 409 saying which store is whose.
 */
export async function claimStores({ pg, vectors, objects, logger }: WriteEnv): Promise<void> {
  const id = await repositoryId(pg);
  for (const [name, store] of [['Qdrant', vectors] as const, ['object store', objects] as const]) {
    try {
      const mark = await store.readMark();
      if (mark === null) await store.mark(id);
      else if (mark !== id) throw foreign(name, mark, id);
    } catch (error) {
      if (!(error instanceof AppError) || error.code !== 'unavailable') throw error;
      logger.warn({ err: error }, `the ${name} does not answer; its repository is not checked`);
    }
  }
}

function foreign(name: string, theirs: string, ours: string): AppError {
  return new AppError(
    'conflict',
    `This ${name} belongs to repository ${theirs}, and Postgres to ${ours}. Give both of the same repository, or an empty ${name}.`,
  );
}
