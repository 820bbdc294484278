import type { FieldProblem } from '../../api/problem.ts';
import type { Language } from '../preferences.ts';
import type { ValueField } from './field-types.ts';

/** A value that was typed, or what is wrong with it: with the gateway's own code and params, before it is asked. */
export type Typed = { value: unknown; problem?: undefined } | { problem: FieldProblem };

const wrong = (code: string, message: string, params: FieldProblem['params'] = {}): Typed => ({
  problem: { path: '', code, message, params },
});

/** A scalar as one types it; null is nothing. Times are this machine's. */
export function textOf({ type }: Pick<ValueField, 'type'>, value: unknown, language: Language): string {
  if (value === null || value === undefined) return '';
  if (typeof value === 'number') {
    const text = String(value);
    return language === 'pt' ? text.replace('.', ',') : text;
  }
  if (type === 'datetime' && typeof value === 'string' && !Number.isNaN(Date.parse(value)))
    return localTime(value);
  return typeof value === 'object' ? JSON.stringify(value) : String(value as string | boolean);
}

function localTime(value: string): string {
  const time = new Date(value);
  const two = (part: number): string => String(part).padStart(2, '0');
  const day = `${String(time.getFullYear()).padStart(4, '0')}-${two(time.getMonth() + 1)}-${two(time.getDate())}`;
  const fraction = time.getMilliseconds() > 0 ? `.${String(time.getMilliseconds()).padStart(3, '0')}` : '';
  const seconds = time.getSeconds() > 0 || fraction !== '' ? `:${two(time.getSeconds())}${fraction}` : '';
  return `${day} ${two(time.getHours())}:${two(time.getMinutes())}${seconds}`;
}

/** What was typed, as a value of the field; nothing is null. */
export function parseTyped(field: ValueField, typed: string, language: Language): Typed {
  const text = field.type === 'string' || field.type === 'text' ? typed : typed.trim();
  if (text === '') {
    return field.required ? wrong('required', 'is required') : { value: null };
  }
  switch (field.type) {
    case 'int':
    case 'float':
      return parseNumber(field, text, language);
    case 'boolean':
      if (text === 'true' || text === 'false') return { value: text === 'true' };
      return wrong('wrong_type', 'must be true or false', { expected: 'boolean' });
    case 'date':
      return parseDate(field, text);
    case 'datetime':
      return parseTime(field, text);
    case 'array':
    case 'json':
      return parseJson(text);
    case 'file':
      return wrong('wrong_type', 'files have no value of their own', { expected: 'file' });
    case 'string':
    case 'text':
    case 'enum':
      return checkText(field, text);
  }
}

function parseNumber(field: ValueField, text: string, language: Language): Typed {
  const plain = language === 'pt' ? text.replaceAll('.', '').replace(',', '.') : text.replaceAll(',', '');
  const value = Number(plain);
  if (plain === '' || !Number.isFinite(value))
    return wrong('wrong_type', 'must be a number', { expected: 'number' });
  if (field.type === 'int' && !Number.isInteger(value))
    return wrong('wrong_type', 'must be a whole number', { expected: 'whole_number' });
  return checkRange(field, value);
}

/** `2026-11-14`, or `14/11/2026` as people write it. */
function parseDate(field: ValueField, text: string): Typed {
  const [, day = '', month = '', year = ''] = /^(\d{1,2})[/.](\d{1,2})[/.](\d{4})$/.exec(text) ?? [];
  const iso = year === '' ? text : `${year}-${month.padStart(2, '0')}-${day.padStart(2, '0')}`;
  const isDate =
    /^\d{4}-\d{2}-\d{2}$/.test(iso) &&
    !Number.isNaN(Date.parse(iso)) &&
    new Date(iso).toISOString().startsWith(iso);
  return isDate ? checkRange(field, iso) : wrong('not_a_date', 'must be a date that exists, YYYY-MM-DD');
}

/** A time with its offset, or one of this machine's zone. */
function parseTime(field: ValueField, text: string): Typed {
  const withDay = text.replace(
    /^(\d{1,2})[/.](\d{1,2})[/.](\d{4})/,
    (_all, day: string, month: string, year: string) =>
      [year, month.padStart(2, '0'), day.padStart(2, '0')].join('-'),
  );
  const time = /^\d{4}-\d{2}-\d{2}([T ]\d{2}:\d{2}.*)?$/.test(withDay)
    ? new Date(withDay.length === 10 ? `${withDay}T00:00` : withDay.replace(' ', 'T'))
    : new Date(Number.NaN);
  if (Number.isNaN(time.getTime())) return wrong('not_a_datetime', 'must be a time that exists');
  return checkRange(field, time.toISOString());
}

function parseJson(text: string): Typed {
  try {
    return { value: JSON.parse(text) as unknown };
  } catch {
    return wrong('wrong_type', 'must be JSON', { expected: 'json' });
  }
}

function checkText(field: ValueField, text: string): Typed {
  const max = field.max_length;
  if (max !== undefined && [...text].length > max)
    return wrong('too_long', `must be at most ${max} characters`, { max, unit: 'characters' });
  if (field.values && !field.values.includes(text))
    return wrong('not_in_values', `must be one of: ${field.values.join(', ')}`, {
      values: field.values.join(', '),
    });
  return { value: text };
}

function checkRange({ min, max, type }: ValueField, value: number | string): Typed {
  const inOrder = (one: number | string, other: number | string): boolean =>
    type === 'datetime' ? Date.parse(String(one)) <= Date.parse(String(other)) : one <= other;
  if (min !== undefined && !inOrder(min, value))
    return wrong('too_small', `must be at least ${min}`, { min });
  if (max !== undefined && !inOrder(value, max)) return wrong('too_large', `must be at most ${max}`, { max });
  return { value };
}
