import { useTranslation } from 'react-i18next';
import type { FieldProblem } from '../../api/problem.ts';
import { problemOf } from '../../api/problem.ts';
import { useFormat } from '../format/use-format.ts';
import { translateFieldProblem } from './translate-problem.ts';

/** `messageOf(problem)`: one thing wrong with the input, as a sentence in the reader's language. */
export function useFieldProblem(): (problem: FieldProblem) => string {
  const { t } = useTranslation('problems');
  const format = useFormat();
  return (problem) => translateFieldProblem(t, format, problem);
}

/** What is wrong with which field, by path; the first thing of each. Empty without an error, and of errors that name no field. */
export function useFieldProblems(error: unknown): ReadonlyMap<string, string> {
  const messageOf = useFieldProblem();
  const messages = new Map<string, string>();
  if (error === null || error === undefined) return messages;
  for (const problem of problemOf(error).errors ?? []) {
    if (!messages.has(problem.path)) messages.set(problem.path, messageOf(problem));
  }
  return messages;
}
