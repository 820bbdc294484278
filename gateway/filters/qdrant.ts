import type { VectorFilter } from '../infra/vectors.ts';
import type { JsonValue } from '../schema/json.ts';
import type { Payload } from '../schema/field-types/field-type.ts';
import type { Condition, Filter, Test } from './filter.ts';
import { payloadKey } from './payload.ts';

/**
 * A filter for the payload of points. It lets through at least every point of every record that the filter matches,
 * and exactly those when `exact`; otherwise Postgres has to check the hits as well. undefined lets everything through.
 */
export function filterToQdrant(filter: Filter): { filter: VectorFilter | undefined; exact: boolean } {
  const { clause, isExact } = translate(filter, 'wider');
  return { filter: toQdrant(clause), exact: isExact };
}

/** What a translation may differ by from the truth: under a `not` it turns round. */
type Slack = 'wider' | 'narrower';

/** `true` and `false` stand for all points and none. */
type Clause = true | false | VectorFilter;

interface Translation {
  clause: Clause;
  isExact: boolean;
}

function translate(filter: Filter, slack: Slack): Translation {
  switch (filter.kind) {
    case 'all':
      return combine(filter.of, slack, 'must');
    case 'any':
      return combine(filter.of, slack, 'should');
    case 'not':
      return negate(translate(filter.of, turned(slack)));
    case 'condition':
      return translateCondition(filter, slack);
  }
}

function turned(slack: Slack): Slack {
  return slack === 'wider' ? 'narrower' : 'wider';
}

function combine(filters: Filter[], slack: Slack, key: 'must' | 'should'): Translation {
  const parts = filters.map((filter) => translate(filter, slack));
  const isExact = parts.every((part) => part.isExact);
  // One false decides a conjunction, one true a disjunction; the others of that kind change nothing.
  const decisive = key === 'should';
  if (parts.some(({ clause }) => clause === decisive)) return { clause: decisive, isExact };
  const clauses = parts.map(({ clause }) => clause).filter((clause) => typeof clause !== 'boolean');
  if (clauses.length === 0) return { clause: !decisive, isExact };
  return { clause: clauses.length === 1 && clauses[0] ? clauses[0] : { [key]: clauses }, isExact };
}

function negate({ clause, isExact }: Translation): Translation {
  return { clause: typeof clause === 'boolean' ? !clause : { must_not: [clause] }, isExact };
}

function toQdrant(clause: Clause): VectorFilter | undefined {
  if (clause === true) return undefined;
  return clause === false ? { must: [{ has_id: [] }] } : clause;
}

/** What Qdrant can't say: everything or nothing, whichever is on the safe side. */
function unknown(slack: Slack): Translation {
  return { clause: slack === 'wider', isExact: false };
}

function translateCondition(condition: Condition, slack: Slack): Translation {
  const { target, test, isNegated } = condition;
  if (isNegated && target.inside.length > 0) return unknown(slack);
  if (isNegated) return negate(translateCondition({ ...condition, isNegated: false }, turned(slack)));
  if (test.op === 'in' && test.values.length === 0 && !test.orNull) return { clause: false, isExact: true };
  const key = payloadKey(target);
  const kept = target.type.payload(target.shape);
  if (key === undefined || kept === undefined) return unknown(slack);
  if (target.type.holds !== 'items') return translateTest(test, key, kept, target.inside.length > 0, slack);
  return test.op === 'has' ? equal(key, kept, test.value, slack) : unknown(slack);
}

function translateTest(test: Test, key: string, kept: Payload, isInside: boolean, slack: Slack): Translation {
  switch (test.op) {
    case 'eq':
      return equal(key, kept, test.value, slack);
    case 'in':
      return oneOf(key, kept, test, isInside, slack);
    case 'null':
      return isInside ? unknown(slack) : { clause: { must: [{ is_empty: { key } }] }, isExact: true };
    case 'like':
    case 'has':
    case 'contains':
      return unknown(slack);
    case 'gt':
    case 'gte':
    case 'lt':
    case 'lte':
      return ordered(key, kept, test, slack);
  }
}

function equal(key: string, kept: Payload, value: JsonValue, slack: Slack): Translation {
  if (kept.index !== 'float') return { clause: matching(key, kept, value), isExact: true };
  if (typeof value !== 'number' || slack === 'narrower') return unknown(slack);
  return { clause: { must: [{ key, range: { gte: below(value), lte: above(value) } }] }, isExact: false };
}

function matching(key: string, kept: Payload, value: JsonValue): VectorFilter {
  const scalar = kept.value(value);
  if (typeof scalar === 'object') throw new TypeError(`${key} is compared with something that is no scalar`);
  return { must: [{ key, match: { value: scalar } }] };
}

function oneOf(
  key: string,
  kept: Payload,
  { values, orNull }: Extract<Test, { op: 'in' }>,
  isInside: boolean,
  slack: Slack,
): Translation {
  if (kept.index === 'float' || (orNull && isInside)) return unknown(slack);
  const scalars = values.map(kept.value);
  const should: VectorFilter[] = [];
  if (kept.index === 'bool') should.push(...values.map((value) => matching(key, kept, value)));
  else if (scalars.length > 0)
    should.push({ must: [{ key, match: { any: scalars as string[] | number[] } }] });
  if (orNull) should.push({ must: [{ is_empty: { key } }] });
  return { clause: { should }, isExact: true };
}

function ordered(
  key: string,
  kept: Payload,
  test: Extract<Test, { op: 'gt' | 'gte' | 'lt' | 'lte' }>,
  slack: Slack,
): Translation {
  const bound = kept.value(test.value);
  if (typeof bound !== 'number') return unknown(slack);
  if (kept.index !== 'float')
    return { clause: { must: [{ key, range: { [test.op]: bound } }] }, isExact: true };
  if (slack === 'narrower') return unknown(slack);
  const range = test.op === 'gt' || test.op === 'gte' ? { gte: below(bound) } : { lte: above(bound) };
  return { clause: { must: [{ key, range }] }, isExact: false };
}

// Qdrant's JSON reader may be off by the last bit of a float, and not evenly so: bounds get a little air.
const air = 2 ** -48;

function below(value: number): number {
  return Math.max(-Number.MAX_VALUE, value - Math.abs(value) * air - Number.MIN_VALUE);
}

function above(value: number): number {
  return Math.min(Number.MAX_VALUE, value + Math.abs(value) * air + Number.MIN_VALUE);
}
