import type { Operator } from '../../../../gateway/contract/enumerations.ts';
import type { FieldProblem } from '../../../api/problem.ts';
import type { ValueField } from '../../fields/field-types.ts';
import { parseTyped, textOf } from '../../fields/value-text.ts';
import type { Language } from '../../preferences.ts';
import type { Condition, Filter } from './filter.ts';
import { operatorsOf } from './operators.ts';

/** A condition as it is typed. */
export interface DraftCondition {
  field: string;
  operator: Operator;
  /** The one operand. */
  text: string;
  /** The operands of `$in` and `$nin`. */
  texts: readonly string[];
}

export function newDraft(targets: readonly ValueField[]): DraftCondition {
  const [first] = targets;
  return {
    field: first?.name ?? 'id',
    operator: (first && operatorsOf(first)[0]) ?? '$eq',
    text: '',
    texts: [],
  };
}

export function isListOperator(operator: Operator): boolean {
  return operator === '$in' || operator === '$nin';
}

export function draftOf(
  { field: name, operator, value }: Condition,
  targets: readonly ValueField[],
  language: Language,
): DraftCondition {
  const field = operandField(
    targets.find((target) => target.name === name),
    operator,
  );
  const write = (item: unknown): string => (field ? textOf(field, item, language) : String(item));
  if (operator === '$exists') return { field: name, operator, text: String(value), texts: [] };
  if (isListOperator(operator) && Array.isArray(value))
    return { field: name, operator, text: '', texts: value.map(write) };
  return { field: name, operator, text: write(value), texts: [] };
}

/** What the operand is typed as: an item of the list, a part of the text, a pattern. */
export function operandField(field: ValueField | undefined, operator: Operator): ValueField | undefined {
  if (!field) return undefined;
  const { name, type } = field;
  // The limits of a field's values are none of what one may look for.
  const plain: ValueField = { name, type, values: field.values, items: field.items, schema: field.schema };
  if (type === 'array' && operator === '$contains' && field.items)
    return { name, type: field.items.type, values: field.items.values };
  if (operator === '$like' || (operator === '$contains' && (type === 'string' || type === 'text')))
    return { name, type: 'string' };
  // A filter on whole numbers takes any.
  return type === 'int' ? { ...plain, type: 'float' } : plain;
}

/** The condition that was typed, or what is wrong with it. */
export function readDraft(
  draft: DraftCondition,
  targets: readonly ValueField[],
  language: Language,
): { condition?: Condition; problem?: FieldProblem } {
  const { field: name, operator, text, texts } = draft;
  const field = operandField(
    targets.find((target) => target.name === name),
    operator,
  );
  if (!field)
    return {
      problem: { path: name, code: 'unknown_field', message: 'is not a field', params: { value: name } },
    };
  if (operator === '$exists') return { condition: { field: name, operator, value: text !== 'false' } };
  if (isListOperator(operator)) {
    const typed = texts.map((item) => parseTyped(field, item, language));
    const wrong = typed.find(({ problem }) => problem !== undefined);
    if (wrong?.problem) return { problem: wrong.problem };
    return {
      condition: { field: name, operator, value: typed.map((item) => ('value' in item ? item.value : null)) },
    };
  }
  const typed = parseTyped(field, text, language);
  if (typed.problem) return { problem: typed.problem };
  const isOpen = typed.value === null && operator !== '$eq' && operator !== '$ne';
  return isOpen
    ? { problem: { path: name, code: 'required', message: 'is required' } }
    : { condition: { field: name, operator, value: typed.value } };
}

/** A filter in JSON; null when it is none. */
export function readJsonFilter(text: string): Filter | null {
  try {
    const filter: unknown = JSON.parse(text);
    return typeof filter === 'object' && filter !== null && !Array.isArray(filter)
      ? (filter as Filter)
      : null;
  } catch {
    return null;
  }
}
