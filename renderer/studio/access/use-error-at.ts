import { useFieldProblems } from '../problems/use-field-problems.ts';

/** What a refusal says is wrong at a path of the request, or at something in it. */
export function useErrorAt(error: unknown): (path: string) => string | undefined {
  const problems = useFieldProblems(error);
  return (path) =>
    problems.get(path) ??
    [...problems].find(([at]) => at.startsWith(`${path}[`) || at.startsWith(`${path}.`))?.[1];
}
