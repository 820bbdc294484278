import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { api, dataOf } from '../../api/client.ts';
import { problemOf } from '../../api/problem.ts';
import type { Problem } from '../../api/problem.ts';
import type { Answer } from '../../api/types.ts';
import type { SchemaDraft } from './schema-document.ts';
import { useSettled } from './use-settled.ts';

export interface SchemaCheck {
  /** What is shown is of an older text, and the newer one is on its way. */
  isChecking: boolean;
  /** Which stores the collection would have. */
  stores?: Answer<'/databases/{database}/collections', 'post'>['stores'];
  /** Why it would not be created. */
  problem?: Problem;
}

const typingMs = 300;

/** What the gateway says of a schema, as it is typed; what was asked of an older text is given up. */
export function useSchemaCheck(database: string, { text, format }: SchemaDraft): SchemaCheck {
  const settled = useSettled(text, typingMs);
  const { data, error, isFetching } = useQuery({
    queryKey: ['schema-check', database, format, settled],
    queryFn: async ({ signal }) => {
      try {
        const sent = postSchema(database, { text: settled, format }, { dryRun: true, signal });
        const answer = await dataOf(sent);
        return { stores: 'stores' in answer ? answer.stores : undefined };
      } catch (thrown) {
        const problem = problemOf(thrown);
        // A refusal is an answer; what keeps it from answering is none, and asked again.
        if (problem.status >= 400 && problem.status < 500) return { problem };
        throw thrown;
      }
    },
    placeholderData: keepPreviousData,
    staleTime: 60_000,
    gcTime: 60_000,
  });
  const isChecking = isFetching || settled !== text;
  if (error) return { isChecking, problem: problemOf(error) };
  return { isChecking, ...data };
}

interface PostOptions {
  dryRun?: boolean;
  signal?: AbortSignal;
  /** Sent again under the same key, it is done once. */
  onceKey?: string;
}

/** Sends a schema as it is written, so that the gateway reads the very text. */
export function postSchema(
  database: string,
  { text, format }: Pick<SchemaDraft, 'text' | 'format'>,
  { dryRun = false, signal, onceKey }: PostOptions,
) {
  return api.POST('/databases/{database}/collections', {
    params: { path: { database }, query: dryRun ? { dry_run: true } : {} },
    headers: {
      'content-type': format === 'json' ? 'application/json' : 'application/yaml',
      ...(onceKey === undefined ? {} : { 'idempotency-key': onceKey }),
    },
    body: text as never,
    bodySerializer: () => text,
    ...(signal === undefined ? {} : { signal }),
  });
}
