import type { TFunction } from 'i18next';
import type { FieldProblem, Problem } from '../../api/problem.ts';
import type { Format } from '../format/create-format.ts';

/** A problem in the reader's language. */
export interface ProblemText {
  /** What happened. */
  title: string;
  /** What it means, and what to do. */
  text: string;
}

type Translate = TFunction<'problems'>;
type Params = Record<string, string | number | boolean | null>;

/** Keys are made of codes here, and so only known when they come. */
function say(t: Translate, key: string, values: Params = {}): string {
  return (t as (key: string, values: Params) => string)(key, values);
}

function has(t: Translate, key: string): boolean {
  return say(t, key, { defaultValue: '' }) !== '';
}

/** What a problem says: by its code, else in FroDB's own English words. */
export function translateProblem(t: Translate, { code, title, detail }: Problem): ProblemText {
  if (!has(t, `problem.${code}.title`)) return { title, text: detail };
  return { title: say(t, `problem.${code}.title`), text: say(t, `problem.${code}.text`) };
}

/** One thing wrong with the input as a sentence about it, without the place where it is. */
export function translateFieldProblem(
  t: Translate,
  format: Format,
  { code, params = {}, message }: FieldProblem,
): string {
  const key = keyOf(t, code, params);
  if (key === null) return message;
  return atLine(t, format, code, params, say(t, key, valuesOf(t, format, params)));
}

/** The most exact sentence that there is: of the reason, of the place in a text, of the code. */
function keyOf(t: Translate, code: string, params: Params): string | null {
  const keys = [
    ...(typeof params['reason'] === 'string' ? [`field.${code}_${params['reason']}`] : []),
    ...(typeof params['line'] === 'number' && typeof params['column'] === 'number'
      ? [`field.${code}_at`]
      : []),
    ...(params['max'] === undefined ? [`field.${code}_bare`] : []),
    `field.${code}`,
  ];
  return keys.find((key) => has(t, key)) ?? null;
}

function valuesOf(t: Translate, format: Format, params: Params): Params {
  const { unit, expected } = params;
  const amount = (value: string | number | boolean | null): string => {
    if (typeof value !== 'number') return String(value);
    if (unit === 'bytes') return format.bytes(value);
    if (typeof unit !== 'string') return format.number(value);
    return say(t, `unit.${unit}`, { count: value, number: format.number(value) });
  };
  return {
    ...Object.fromEntries(
      Object.entries(params).map(([name, value]) => [
        name,
        ['min', 'max'].includes(name) ? amount(value) : value,
      ]),
    ),
    // A range has its unit once.
    ...(params['min'] !== undefined && params['max'] !== undefined && typeof params['min'] === 'number'
      ? { min: format.number(params['min']) }
      : {}),
    expected: say(t, `expected.${typeof expected === 'string' ? expected : 'other'}`),
  };
}

/** Of an import that stopped at a row: which one, and what is in already. */
function atLine(t: Translate, format: Format, code: string, params: Params, text: string): string {
  const { line, column, created } = params;
  if (typeof line !== 'number' || (column !== undefined && ['bad_json', 'bad_yaml'].includes(code)))
    return text;
  const where = t('line', { line: format.number(line), text });
  if (typeof created !== 'number' || created === 0) return where;
  return `${where}. ${t('created', { count: created, number: format.number(created) })}`;
}
