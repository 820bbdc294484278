import type { Language } from '../preferences.ts';

/** Numbers, sizes and times as a reader of the language writes them. */
export interface Format {
  /** `12,840`; `digits`: exactly so many after the point. */
  number: (value: number, digits?: number) => string;
  /** `38 %` of 0 to 1. */
  percent: (share: number) => string;
  /** Of bytes: `6.1 GB`, powers of 1,000. */
  bytes: (value: number) => string;
  /** Of an RFC 3339 time, in this machine's zone: `14 Nov 2026 09:12`. */
  dateTime: (time: string) => string;
  /** `09:12`, of a time that is of today. */
  time: (time: string) => string;
  /** With seconds and milliseconds, for logs and events: `09:12:03.120`. */
  clock: (time: string) => string;
  /** Of `YYYY-MM-DD` or a time: `14 Nov 2026`. A date without a time is that day in every zone. */
  date: (day: string) => string;
  /** `3 minutes ago`, `in 2 days`; from `now` (milliseconds). */
  ago: (time: string, now?: number) => string;
  /** Of seconds, in words of one unit: `2 min`, `3 hours`. */
  duration: (seconds: number) => string;
  /** `a, b and c`. */
  list: (words: readonly string[]) => string;
}

const byteUnits = ['byte', 'kilobyte', 'megabyte', 'gigabyte', 'terabyte', 'petabyte'] as const;
const spans = [
  ['day', 86_400],
  ['hour', 3_600],
  ['minute', 60],
  ['second', 1],
] as const;

/** English is written as in Britain: day before month, 24 hours. */
export function createFormat(language: Language): Format {
  const locale = language === 'pt' ? 'pt-BR' : 'en-GB';
  const whole = new Intl.NumberFormat(locale, { maximumFractionDigits: 20 });
  const share = new Intl.NumberFormat(locale, { style: 'percent', maximumFractionDigits: 0 });
  const month = language === 'pt' ? '2-digit' : 'short';
  const dayShape = { day: '2-digit', month, year: 'numeric' } as const;
  const day = new Intl.DateTimeFormat(locale, dayShape);
  const calendarDay = new Intl.DateTimeFormat(locale, { ...dayShape, timeZone: 'UTC' });
  const minute = new Intl.DateTimeFormat(locale, { hour: '2-digit', minute: '2-digit' });
  const clock = new Intl.DateTimeFormat(locale, {
    hour: '2-digit',
    minute: '2-digit',
    second: '2-digit',
    fractionalSecondDigits: 3,
  });
  const relative = new Intl.RelativeTimeFormat(locale, { numeric: 'auto' });
  const words = new Intl.ListFormat(locale);
  const isDay = (text: string): boolean => /^\d{4}-\d{2}-\d{2}$/.test(text);
  // British English alone has four letters for one month.
  const dateOf = (text: string): string =>
    (isDay(text) ? calendarDay : day).format(new Date(text)).replace('Sept', 'Sep');
  return {
    number: (value, digits) =>
      digits === undefined
        ? whole.format(value)
        : new Intl.NumberFormat(locale, {
            minimumFractionDigits: digits,
            maximumFractionDigits: digits,
          }).format(value),
    percent: (part) => share.format(part),
    bytes(value) {
      const power = value < 1 ? 0 : Math.min(Math.floor(Math.log10(value) / 3), byteUnits.length - 1);
      const scaled = value / 1_000 ** power;
      return new Intl.NumberFormat(locale, {
        style: 'unit',
        unit: byteUnits[power] ?? 'byte',
        unitDisplay: power === 0 ? 'long' : 'short',
        maximumFractionDigits: power > 0 && scaled < 10 ? 1 : 0,
      }).format(scaled);
    },
    dateTime: (time) => `${dateOf(time)} ${minute.format(new Date(time))}`,
    time: (time) => minute.format(new Date(time)),
    clock: (time) => clock.format(new Date(time)),
    date: dateOf,
    ago(time, now = Date.now()) {
      const seconds = Math.round((Date.parse(time) - now) / 1_000);
      const [unit, length] = spans.find(([, size]) => Math.abs(seconds) >= size) ?? ['second', 1];
      return relative.format(Math.round(seconds / length), unit);
    },
    duration(seconds) {
      const [unit, length] = spans.find(([, size]) => seconds >= size) ?? ['second', 1];
      return new Intl.NumberFormat(locale, { style: 'unit', unit, unitDisplay: 'long' }).format(
        Math.max(1, Math.round(seconds / length)),
      );
    },
    list: (all) => words.format(all),
  };
}
