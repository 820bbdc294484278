import type { Operator } from '../../../../gateway/contract/enumerations.ts';
import { operators } from '../../../../gateway/contract/enumerations.ts';

/** A filter as a query takes it. */
export type Filter = Record<string, unknown>;

/** One thing asked of one field. */
export interface Condition {
  field: string;
  operator: Operator;
  value: unknown;
}

/** A chip: one of its conditions holds; or a filter that no chip can say otherwise than by its JSON. */
export type Clause = { kind: 'any'; of: Condition[] } | { kind: 'json'; filter: Filter };

/** A filter as chips, all of which hold. */
export function readClauses(filter: Filter | undefined): Clause[] {
  return Object.entries(filter ?? {}).flatMap(([key, value]): Clause[] => {
    if (key === '$and' && Array.isArray(value)) return value.flatMap((item) => readClauses(item as Filter));
    if (key === '$or' && Array.isArray(value)) return [readAlternatives(value)];
    if (key.startsWith('$')) return [{ kind: 'json', filter: { [key]: value } }];
    return readConditions(key, value).map((condition) => ({ kind: 'any', of: [condition] }));
  });
}

function readAlternatives(items: unknown[]): Clause {
  const clauses = items.map((item) => readClauses(item as Filter));
  const conditions = clauses.flatMap((alternative) => {
    const [only] = alternative;
    return alternative.length === 1 && only?.kind === 'any' && only.of.length === 1 ? only.of : [];
  });
  const isPlain = items.length > 0 && conditions.length === items.length;
  return isPlain ? { kind: 'any', of: conditions } : { kind: 'json', filter: { $or: items } };
}

/** `{field: value}` is `$eq`; several operators are several conditions. */
function readConditions(field: string, value: unknown): Condition[] {
  if (!isOperators(value)) return [{ field, operator: '$eq', value }];
  return Object.entries(value).map(([operator, operand]) => ({
    field,
    operator: operator as Operator,
    value: operand,
  }));
}

function isOperators(value: unknown): value is Record<string, unknown> {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return false;
  const keys = Object.keys(value);
  return keys.length > 0 && keys.every((key) => operators.some((operator) => operator === key));
}

/** The shortest filter that says the same; undefined without clauses. */
export function writeClauses(clauses: readonly Clause[]): Filter | undefined {
  const filter: Filter = {};
  const rest: Filter[] = [];
  for (const clause of clauses) {
    const part = writeClause(clause);
    if (!mergeInto(filter, part)) rest.push(part);
  }
  if (rest.length > 0) {
    if ('$and' in filter) rest.unshift(...(filter['$and'] as Filter[]));
    filter['$and'] = rest;
  }
  return Object.keys(filter).length > 0 ? filter : undefined;
}

function writeClause(clause: Clause): Filter {
  if (clause.kind === 'json') return clause.filter;
  const [first] = clause.of;
  return clause.of.length === 1 && first ? writeCondition(first) : { $or: clause.of.map(writeCondition) };
}

function writeCondition({ field, operator, value }: Condition): Filter {
  // An object would be read as operators, or as a value that has some.
  const isShort = operator === '$eq' && (typeof value !== 'object' || value === null);
  return { [field]: isShort ? value : { [operator]: value } };
}

/** Whether the part could be said beside what is there. */
function mergeInto(filter: Filter, part: Filter): boolean {
  const entries = Object.entries(part);
  const canStand = entries.every(([key, value]) => {
    const before = filter[key];
    if (!(key in filter)) return true;
    return (
      isOperators(before) &&
      isOperators(value) &&
      Object.keys(value).every((operator) => !(operator in before))
    );
  });
  if (!canStand) return false;
  for (const [key, value] of entries) {
    const before = filter[key];
    filter[key] = isOperators(before) && isOperators(value) ? { ...before, ...value } : value;
  }
  return true;
}

/** The filter with one condition more. */
export function addCondition(filter: Filter | undefined, condition: Condition): Filter | undefined {
  return writeClauses([...readClauses(filter), { kind: 'any', of: [condition] }]);
}
