import pg from 'pg';
import { yieldToLoop } from './yield-to-loop.ts';

type Parse = (text: string) => unknown;

const oid = {
  int8: 20,
  textArray: 1009,
  int8Array: 1016,
  date: 1082,
  timestamp: 1114,
  timestampArray: 1115,
  dateArray: 1182,
  timestamptz: 1184,
  timestamptzArray: 1185,
  uuidArray: 2951,
} as const;

type TypeId = Parameters<typeof pg.types.getTypeParser>[0];

const parseTexts = pg.types.getTypeParser(oid.textArray as TypeId, 'text') as (
  text: string,
) => (string | null)[];
const keep: Parse = (text) => text;
/** Of ids and other words, the driver's own reader looks at each character. */
const parseWords: Parse = (text) =>
  /^\{[\w:+-][\w:+,-]*\}$/.test(text) && !/null/i.test(text)
    ? text.slice(1, -1).split(',')
    : parseTexts(text);
const arrayOf =
  (parse: Parse): Parse =>
  (text) =>
    parseTexts(text).map((item) => (item === null ? null : parse(item)));

/** Where we differ from the driver: big integers are numbers, times stay text, never a Date. */
const parsers = new Map<number, Parse>([
  [oid.int8, Number],
  [oid.int8Array, arrayOf(Number)],
  [oid.date, keep],
  [oid.dateArray, arrayOf(keep)],
  [oid.timestamp, keep],
  [oid.timestampArray, arrayOf(keep)],
  [oid.timestamptz, isoTimestamp],
  [oid.timestamptzArray, arrayOf(isoTimestamp)],
  [oid.textArray, parseWords],
  [oid.uuidArray, parseWords],
]);

/** Type parsers for a connection whose TimeZone is UTC and DateStyle ISO. */
export const typeParsers: pg.CustomTypesConfig = {
  getTypeParser: ((id: TypeId, format?: 'text' | 'binary') =>
    parsers.get(id) ?? pg.types.getTypeParser(id, format ?? 'text')) as typeof pg.types.getTypeParser,
};

/** `2026-11-24 17:10:00.123456+00` → `2026-11-24T17:10:00.123Z`; infinity and years outside 1–9999 stay as they are. */
export function isoTimestamp(text: string): string {
  const parts = /^(\d{4}-\d\d-\d\d) (\d\d:\d\d:\d\d)(?:\.(\d{1,6}))?\+00$/.exec(text);
  if (!parts) return text;
  const [, date, time, fraction = ''] = parts;
  return `${date}T${time}.${fraction.padEnd(3, '0').slice(0, 3)}Z`;
}

/**
 * A list of ids and other words as Postgres writes it, for the driver would look at each of them several times; every
 * other value as it is.
 */
export function toParameter(value: unknown): unknown {
  if (!Array.isArray(value)) return value;
  const isOfWords = value.every(
    (item) => typeof item === 'string' && /^[\w:+-]+$/.test(item) && !/^null$/i.test(item),
  );
  return isOfWords ? `{${value.join(',')}}` : value;
}

/** Characters that take less than a millisecond to encode. */
const portionLength = 262_144;
/** Of the binary form of jsonb, which is text for the rest. */
const jsonbVersion = Buffer.from([1]);

/**
 * A parameter of type jsonb, encoded in portions where it is large: the driver, which sends bytes as they are, would
 * encode it at once.
 */
export async function jsonbParameter(json: string): Promise<string | Buffer> {
  if (json.length <= portionLength) return json;
  const parts = [jsonbVersion];
  for (let at = 0; at < json.length;) {
    let end = at + portionLength;
    // Not between the two units of one character.
    if (/[\ud800-\udbff]/.test(json.charAt(end - 1))) end++;
    parts.push(Buffer.from(json.slice(at, end)));
    at = end;
    await yieldToLoop();
  }
  return Buffer.concat(parts);
}
