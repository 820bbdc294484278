import { useTranslation } from 'react-i18next';
import { problemOf } from '../../api/problem.ts';
import { translateProblem } from './translate-problem.ts';
import type { ProblemText } from './translate-problem.ts';

/** `textOf(error)`: title and text of whatever was thrown, in the reader's language. */
export function useProblemText(): (error: unknown) => ProblemText {
  const { t } = useTranslation('problems');
  return (error) => translateProblem(t, problemOf(error));
}
