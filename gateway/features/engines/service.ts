import type { Engine, EngineName } from '../../contract/engines.ts';
import { conflict, notFound, unavailable } from '../../errors.ts';
import type { Queryable } from '../../infra/postgres.ts';
import type { EngineLogPage, EnginesPort, EngineState } from './port.ts';

export type { EnginesPort } from './port.ts';

export interface EnginesDeps {
  engines: EnginesPort;
  pg: Queryable;
}

export type EnginesService = ReturnType<typeof createEnginesService>;

export function createEnginesService({ engines, pg }: EnginesDeps) {
  const find = (name: string): EngineState => {
    const state = engines.list().find((engine) => engine.name === name);
    if (!state) throw notFound(`There is no engine ${name}.`);
    return state;
  };
  return {
    list: async (): Promise<Engine[]> => {
      const garbage = await countGarbage(pg);
      return engines.list().map((state) => present(state, garbage));
    },
    logs: (name: string, after: number): EngineLogPage => engines.logs(find(name).name, after),
    /** Resolves with its new state when it is ready again. Errors: 409 for an external one, 503 if it does not come up. */
    restart: async (name: string): Promise<Engine> => {
      const { name: known, managed } = find(name);
      if (!managed) throw conflict(`${name} is not run by FroDB: restart it where it runs.`);
      try {
        await engines.restart(known);
      } catch (error) {
        throw unavailable(name, error instanceof Error ? error.message : 'it did not start', error);
      }
      return present(find(name), await countGarbage(pg));
    },
  };
}

type Garbage = Record<'qdrant' | 'objects', number>;

/** null while Postgres is down: the list is wanted most then. */
async function countGarbage(pg: Queryable): Promise<Garbage | null> {
  try {
    const rows = await pg.query<{ store: 'qdrant' | 'objects'; count: number }>(
      'SELECT store, sum(coalesce(cardinality(names), 1))::bigint AS count FROM frodb.garbage GROUP BY store',
      [],
      { timeoutMs: 2_000 },
    );
    const counts: Garbage = { qdrant: 0, objects: 0 };
    for (const { store, count } of rows) counts[store] = count;
    return counts;
  } catch {
    return null;
  }
}

function present(state: EngineState, garbage: Garbage | null): Engine {
  return {
    name: state.name,
    managed: state.managed,
    state: state.state,
    reason: state.reason ?? null,
    pid: state.pid ?? null,
    port: state.port ?? null,
    version: state.version ?? null,
    uptime_seconds: state.uptimeSeconds ?? null,
    memory_bytes: state.memoryBytes ?? null,
    disk_bytes: state.diskBytes ?? null,
    garbage: garbage && garbageOf(state.name, garbage),
  };
}

function garbageOf(name: EngineName, { qdrant, objects }: Garbage): number {
  switch (name) {
    case 'postgres':
      return 0;
    case 'qdrant':
      return qdrant;
    case 'minio':
      return objects;
  }
}
