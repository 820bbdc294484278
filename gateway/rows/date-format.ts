import { isDate, normaliseDatetime } from '../schema/times.ts';

/** Reads dates of one format: to `YYYY-MM-DD`, or to UTC where it has a time; undefined for what is none. */
export interface DateReader {
  hasTime: boolean;
  read: (text: string) => string | undefined;
}

const tokens: Record<string, { group: string; pattern: string }> = {
  yyyy: { group: 'year', pattern: '\\d{4}' },
  yy: { group: 'year', pattern: '\\d{2}' },
  mm: { group: 'month', pattern: '\\d{1,2}' },
  dd: { group: 'day', pattern: '\\d{1,2}' },
  HH: { group: 'hour', pattern: '\\d{1,2}' },
  MM: { group: 'minute', pattern: '\\d{2}' },
  SS: { group: 'second', pattern: '\\d{2}(?:[.,]\\d{1,9})?' },
};
const readers = new Map<string, DateReader | undefined>();

/**
 * The reader of a format like `dd/mm/yyyy` or `yyyy-mm-dd HH:MM:SS`: day, month and year once each, and then maybe a
 * time, which is taken as UTC. undefined for what is no format.
 */
export function dateReader(format: string): DateReader | undefined {
  if (!readers.has(format)) readers.set(format, makeReader(format));
  return readers.get(format);
}

function makeReader(format: string): DateReader | undefined {
  const groups: string[] = [];
  let pattern = '';
  for (const [part] of format.matchAll(/yyyy|yy|mm|dd|HH|MM|SS|[\s\S]/g)) {
    const token = tokens[part];
    if (token) {
      groups.push(token.group);
      pattern += `(?<${token.group}>${isDense(format) && token.group !== 'year' ? '\\d{2}' : token.pattern})`;
    } else if (/^[-/. T:,]$/.test(part)) pattern += part === '.' || part === '/' ? `\\${part}` : part;
    else return undefined;
  }
  const date = groups.slice(0, 3).toSorted().join();
  const time = groups.slice(3).join();
  if (date !== 'day,month,year' || !['', 'hour,minute', 'hour,minute,second'].includes(time))
    return undefined;
  const expression = new RegExp(`^${pattern}$`);
  const hasTime = time !== '';
  return { hasTime, read: (text) => readDate(expression.exec(text)?.groups, hasTime) };
}

/** Nothing divides its digits. */
function isDense(format: string): boolean {
  return /^(?:yyyy|yy|mm|dd)+$/.test(format);
}

function readDate(
  found: Record<string, string | undefined> | undefined,
  hasTime: boolean,
): string | undefined {
  if (!found) return undefined;
  const { year = '', month = '', day = '', hour = '', minute = '', second = '00' } = found;
  const date = `${fullYear(year)}-${month.padStart(2, '0')}-${day.padStart(2, '0')}`;
  if (!hasTime) return isDate(date) ? date : undefined;
  return (
    normaliseDatetime(`${date}T${hour.padStart(2, '0')}:${minute}:${second.replace(',', '.')}Z`) ?? undefined
  );
}

/** Two digits mean 1969 to 2068, as POSIX has it. */
function fullYear(year: string): string {
  if (year.length === 4) return year;
  return `${Number(year) <= 68 ? '20' : '19'}${year}`;
}

const dates = [
  'yyyy-mm-dd',
  'dd/mm/yyyy',
  'mm/dd/yyyy',
  'yyyy/mm/dd',
  'dd-mm-yyyy',
  'mm-dd-yyyy',
  'dd.mm.yyyy',
  'dd/mm/yy',
  'mm/dd/yy',
];
const times = ['', ' HH:MM', ' HH:MM:SS', 'THH:MM', 'THH:MM:SS'];

/** What is looked for, the day first where both would do. */
export const knownDateFormats: readonly string[] = dates.flatMap((date) => times.map((time) => date + time));

/** The known formats that read a text. */
export function dateFormatsOf(text: string): string[] {
  if (text.length > 30 || !/^\d{1,4}[-/.]\d{1,2}[-/.]\d{2,4}/.test(text)) return [];
  return knownDateFormats.filter((format) => dateReader(format)?.read(text) !== undefined);
}

/** The same with day and month the other way round; undefined where there is none. */
export function swappedFormat(format: string): string | undefined {
  const swapped = format.replace(/^(dd|mm)([/-])(dd|mm)/, '$3$2$1');
  return swapped === format ? undefined : swapped;
}
