import type { JsonValue } from './json.ts';

const datePattern = /^(\d{4})-(\d{2})-(\d{2})$/;
const datetimePattern =
  /^(\d{4})-(\d{2})-(\d{2})[Tt](\d{2}):(\d{2}):(\d{2})(?:\.(\d+))?(?:([Zz])|([+-])(\d{2}):(\d{2}))$/;

const monthDays = [31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31];

function exists(year: number, month: number, day: number): boolean {
  if (year < 1 || month < 1 || month > 12 || day < 1) return false;
  const isLeap = year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0);
  return day <= (month === 2 && isLeap ? 29 : (monthDays[month - 1] ?? 0));
}

/** True for `YYYY-MM-DD` of a day that exists, years 1 to 9999. */
export function isDate(text: string): boolean {
  const match = datePattern.exec(text);
  return match !== null && exists(Number(match[1]), Number(match[2]), Number(match[3]));
}

/**
 * RFC 3339 with an offset → `YYYY-MM-DDTHH:MM:SS.mmmZ`. More digits than milliseconds are cut, not rounded.
 * null for everything else, and for moments outside the years 1 to 9999.
 */
export function normaliseDatetime(text: string): string | null {
  const match = datetimePattern.exec(text);
  if (match === null) return null;
  const [, year, month, day, hour, minute, second, fraction = '', , sign, offsetHour, offsetMinute] = match;
  if (!exists(Number(year), Number(month), Number(day))) return null;
  if (Number(hour) > 23 || Number(minute) > 59 || Number(second) > 59) return null;
  if (Number(offsetHour ?? 0) > 23 || Number(offsetMinute ?? 0) > 59) return null;
  const offset = (Number(offsetHour ?? 0) * 60 + Number(offsetMinute ?? 0)) * (sign === '-' ? -1 : 1);
  const time = new Date(0);
  time.setUTCFullYear(Number(year), Number(month) - 1, Number(day));
  time.setUTCHours(
    Number(hour),
    Number(minute) - offset,
    Number(second),
    Number(fraction.slice(0, 3).padEnd(3, '0')),
  );
  const utcYear = time.getUTCFullYear();
  return utcYear < 1 || utcYear > 9999 ? null : time.toISOString();
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
