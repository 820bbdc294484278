import type { TFunction } from 'i18next';
import type { FieldProblem } from '../../api/problem.ts';

const known = [
  'required',
  'wrong_type',
  'not_a_date',
  'not_a_datetime',
  'too_long',
  'not_in_values',
  'too_small',
  'too_large',
] as const;

/** What is wrong with a value that was typed, in the reader's language; of what only the gateway finds, its own words. */
export function problemWord(
  { code, params = {}, message = code }: Partial<FieldProblem> & { code: string },
  t: TFunction<'records'>,
): string {
  const word = known.find((one) => one === code);
  if (word === undefined) return message;
  // A bound that is not named is not invented.
  if (
    (word === 'too_small' || word === 'too_large' || word === 'too_long') &&
    Object.keys(params).length === 0
  )
    return message;
  return t(`invalid.${word}`, {
    ...params,
    context: word === 'wrong_type' ? String(params['expected'] ?? '') : undefined,
  });
}
