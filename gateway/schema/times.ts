import type { JsonValue } from './json.ts';

const datetimePattern =
  /^(\d{4}-\d{2}-\d{2})[Tt]((?:[01]\d|2[0-3]):[0-5]\d:[0-5]\d)(?:\.(\d+))?([Zz]|[+-](?:[01]\d|2[0-3]):[0-5]\d)$/;

const monthDays = [31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31];

/** True for `YYYY-MM-DD` of a day that exists, years 1 to 9999. */
export function isDate(text: string): boolean {
  if (!/^\d{4}-\d{2}-\d{2}$/.test(text)) return false;
  const [year = 0, month = 0, day = 0] = text.split('-').map(Number);
  const isLeap = year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0);
  const days = month === 2 && isLeap ? 29 : (monthDays[month - 1] ?? 0);
  return year > 0 && day > 0 && day <= days;
}

/**
 * RFC 3339 with an offset → `YYYY-MM-DDTHH:MM:SS.mmmZ`. More digits than milliseconds are cut, not rounded.
 * null for everything else, and for moments outside the years 1 to 9999.
 */
export function normaliseDatetime(text: string): string | null {
  const [, day, clock, fraction = '', zone = 'Z'] = datetimePattern.exec(text) ?? [];
  if (day === undefined || !isDate(day)) return null;
  const time = new Date(`${day}T${clock}.${fraction.slice(0, 3).padEnd(3, '0')}${zone.toUpperCase()}`);
  const year = time.getUTCFullYear();
  return year < 1 || year > 9999 ? null : time.toISOString();
}

/** A date or datetime as whole milliseconds since 1970; what is no text stays as it is. */
export function milliseconds(value: JsonValue): JsonValue {
  return typeof value === 'string' ? Date.parse(value) : value;
}

/** A time in Postgres' JSON, which has an offset, as UTC with milliseconds. */
export function toUtc(time: string): string {
  // FroDB's own connections are in UTC, where nothing has to be reckoned: a page of results has many times.
  if (time.length === exampleTime.length && time.endsWith('+00:00')) return `${time.slice(0, 23)}Z`;
  return new Date(time).toISOString();
}

const exampleTime = '2026-11-29T10:20:30.123+00:00';
