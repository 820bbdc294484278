import { queryOptions, useQuery } from '@tanstack/react-query';
import { reportReached, reportUnreached, useConnection } from '../../api/connection.ts';
import { ApiProblem, readProblem } from '../../api/problem.ts';
import { enginesQuery, keys } from '../../api/queries.ts';
import { useCan } from '../../api/session.ts';
import type { Answer, Engine } from '../../api/types.ts';
import { engineNames } from '../engines/engine-names.ts';
import type { EngineName } from '../engines/engine-names.ts';

export type Health = Answer<'/health/all', 'get'>;

const askEveryMs = 15_000;

/** How FroDB is. A 503 is an answer here, too: it says which part does not answer. */
export const healthQuery = queryOptions({
  // Whatever an engine does makes it old.
  queryKey: [...keys.engines, 'health'] as const,
  queryFn: async ({ signal }): Promise<Health> => {
    const response = await fetch('/health/all', { signal }).catch((error: unknown) => {
      if (!signal.aborted) reportUnreached();
      throw error;
    });
    reportReached();
    const isHealth = [200, 503].includes(response.status) && isJson(response);
    if (!isHealth) throw new ApiProblem(await readProblem(response));
    return (await response.json()) as Health;
  },
  refetchInterval: askEveryMs,
  staleTime: askEveryMs,
  retry: false,
});

function isJson(response: Response): boolean {
  return response.headers.get('content-type')?.startsWith('application/json') ?? false;
}

export type EngineMark = 'running' | 'starting' | 'stopped' | 'failed' | 'unknown';

export interface EngineHealth {
  name: EngineName;
  /** As people call what keeps the files. */
  isFolder: boolean;
  title: string;
  state: EngineMark;
  reason: string | null;
}

const marks = {
  ready: 'running',
  starting: 'starting',
  stopping: 'stopped',
  stopped: 'stopped',
  failed: 'failed',
} as const satisfies Record<Engine['state'], EngineMark>;

/** The three engines in their order: whether they answer, and for admins what they are doing. */
export function useEngineHealth(): { engines: EngineHealth[]; health: Health | undefined } {
  const can = useCan();
  const isReached = useConnection((connection) => connection.isReached);
  const { data: health, isError } = useQuery(healthQuery);
  const { data: known } = useQuery({ ...enginesQuery, enabled: can('admin') });
  const engines = (['postgres', 'qdrant', 'minio'] as const).map((name): EngineHealth => {
    const engine = known?.find((one) => one.name === name);
    const answers = isError || !isReached ? undefined : health?.details[name];
    return {
      name,
      title: name === 'minio' && health?.object_store === 's3' ? 'S3' : engineNames[name],
      isFolder: name === 'minio' && health?.object_store === 'filesystem',
      state: stateOf(answers, engine),
      reason: engine?.reason ?? null,
    };
  });
  return { engines, health };
}

function stateOf(answers: boolean | undefined, engine: Engine | undefined): EngineMark {
  if (answers === undefined) return 'unknown';
  if (answers) return 'running';
  // What its supervisor takes for running and does not answer has failed for whoever needs it.
  return engine && engine.state !== 'ready' ? marks[engine.state] : 'failed';
}
