import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { api, dataOf } from '../../api/client.ts';
import type { FieldProblem } from '../../api/problem.ts';
import { keys } from '../../api/queries.ts';
import type { CollectionPath } from '../../api/queries.ts';
import type { CollectionSchema } from '../../api/types.ts';
import { recordName } from '../fields/record-name.ts';
import { useFieldProblem } from '../problems/use-field-problems.ts';

interface ErrorPlace {
  at: CollectionPath;
  schema: CollectionSchema;
  errors: readonly FieldProblem[];
  /** The values that were refused, by field. */
  json: Record<string, unknown>;
}

/** What is wrong at a path of the form, in words; `isInside`: also with its items. */
export function useErrorAt({ at, schema, errors, json }: ErrorPlace) {
  const say = useSayError();
  return (path: string, isInside = false): ReactNode => {
    const here = errors.filter(
      (error) => error.path === path || (isInside && error.path.startsWith(`${path}[`)),
    );
    if (here.length === 0) return undefined;
    return here.map((error, index) => (
      <span key={index}>
        {index > 0 && ' '}
        {error.code === 'not_unique' ? (
          <UsedElsewhere
            at={at}
            schema={schema}
            path={path}
            value={json[path] as string | number}
            words={say(error)}
          />
        ) : (
          say(error)
        )}
      </span>
    ));
  };
}

/** One thing wrong with the form, in words. */
export function useSayError(): (problem: FieldProblem) => string {
  const { t } = useTranslation('forms');
  const say = useFieldProblem();
  return (problem) =>
    // It was never sent: the browser says where it stopped reading.
    problem.code === 'bad_json' && problem.params === undefined
      ? t('summary.notJson', { detail: problem.message })
      : say(problem);
}

interface UsedElsewhereProps {
  at: CollectionPath;
  schema: CollectionSchema;
  path: string;
  value: string | number;
  words: string;
}

/** A value that another record has, with the way there. */
function UsedElsewhere({ at, schema, path, value, words }: UsedElsewhereProps) {
  const { t } = useTranslation('forms');
  const { data: holder } = useQuery({
    queryKey: [...keys.contents(at), 'holder', path, value],
    queryFn: async ({ signal }) => {
      const { records } = await dataOf(
        api.POST('/databases/{database}/collections/{collection}/query', {
          params: { path: at },
          body: { filters: { [path]: value }, limit: 1, count: false },
          signal,
        }),
      );
      return records[0] ?? null;
    },
    retry: false,
  });
  if (!holder) return words;
  return (
    <>
      {t('summary.used')}{' '}
      <Link to="/collections/$database/$collection" params={at} search={{ record: holder.id }}>
        {recordName(schema, holder)}
      </Link>
    </>
  );
}
