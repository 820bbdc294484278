import type { Engine, EngineName } from '../../contract/engines.ts';
import type { Loss } from '../../contract/losses.ts';
import { conflict, notFound, unavailable } from '../../errors.ts';
import type { Queryable } from '../../infra/postgres.ts';
import type { Caller } from '../../access/permits.ts';
import type { LossService } from '../losses/service.ts';
import type { EngineLogPage, EnginesPort, EngineState } from './port.ts';

export type { EnginesPort } from './port.ts';

export interface EnginesDeps {
  engines: EnginesPort;
  pg: Queryable;
  losses: Pick<LossService, 'report'>;
}

export type EnginesService = ReturnType<typeof createEnginesService>;

export function createEnginesService({ engines, pg, losses }: EnginesDeps) {
  const find = (name: string): EngineState => {
    const state = engines.list().find((engine) => engine.name === name);
    if (!state) throw notFound(`There is no engine ${name}.`);
    return state;
  };
  const presentAll = async (caller: Caller, states: () => EngineState[]): Promise<Engine[]> => {
    const [garbage, lost] = await Promise.all([countGarbage(pg), readLosses(losses, caller)]);
    return states().map((state) => present(state, garbage, lost));
  };
  return {
    list: (caller: Caller): Promise<Engine[]> => presentAll(caller, () => engines.list()),
    logs: (name: string, after: number): EngineLogPage => engines.logs(find(name).name, after),
    /** Resolves with its new state when it is ready again. Errors: 409 for an external one, 503 if it does not come up. */
    restart: async (caller: Caller, name: string): Promise<Engine> => {
      const { name: known, managed } = find(name);
      if (!managed) throw conflict(`${name} is not run by FroDB: restart it where it runs.`);
      try {
        await engines.restart(known);
      } catch (error) {
        throw unavailable(name, error instanceof Error ? error.message : 'it did not start', error);
      }
      const [engine] = await presentAll(caller, () => [find(name)]);
      if (!engine) throw new Error('one engine has one state');
      return engine;
    },
    /** Called each time that an engine of FroDB's own has another state. */
    onChange: (handler: (engine: Pick<Engine, 'name' | 'state' | 'reason'>) => void): void =>
      engines.onChange(({ name, state, reason = null }) => handler({ name, state, reason })),
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

/** null while a store does not answer: the list is wanted most then. */
async function readLosses(losses: EnginesDeps['losses'], caller: Caller): Promise<Loss[] | null> {
  try {
    return (await losses.report(caller)).losses;
  } catch {
    return null;
  }
}

function present(state: EngineState, garbage: Garbage | null, losses: Loss[] | null): Engine {
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
    losses: losses && losses.filter(({ store }) => engineOf(store) === state.name),
  };
}

function engineOf(store: Loss['store']): EngineName {
  return store === 'qdrant' ? 'qdrant' : 'minio';
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
