import { queryOptions } from '@tanstack/react-query';
import { api, dataOf } from '../../api/client.ts';
import { keys, queryClient } from '../../api/queries.ts';
import type { EngineName } from './engine-names.ts';
import { parseLine } from './log-lines.ts';
import type { LogLine } from './log-lines.ts';

interface KnownLog {
  lines: LogLine[];
  next: number;
}

/** Older lines are in the log's file. */
const linesAtMost = 2_000;
const askAgainMs = 1_000;

/** The newest lines of an engine's log; asked for again every second while the window is in sight, and only what is new. */
export const engineLogQuery = (name: EngineName) => {
  const queryKey = [...keys.engines, name, 'log'];
  return queryOptions({
    queryKey,
    queryFn: async ({ signal }): Promise<KnownLog> => {
      const known = queryClient.getQueryData<KnownLog>(queryKey) ?? { lines: [], next: 0 };
      const { lines, next } = await dataOf(
        api.GET('/engines/{engine}/logs', {
          params: { path: { engine: name }, query: { after: known.next } },
          signal,
        }),
      );
      // FroDB was started again: it counts from the beginning.
      if (next < known.next) return { lines: [], next: 0 };
      return { lines: [...known.lines, ...lines.map(parseLine)].slice(-linesAtMost), next };
    },
    refetchInterval: askAgainMs,
    staleTime: askAgainMs,
  });
};
