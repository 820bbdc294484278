import type { TFunction } from 'i18next';
import type { Operator } from '../../../../gateway/contract/enumerations.ts';
import type { Format } from '../../format/create-format.ts';
import type { ValueField } from '../../fields/field-types.ts';
import { cutText, shortJson } from '../../fields/short-text.ts';
import type { Condition } from './filter.ts';

/** Read as signs wherever they are read. */
const signs: Partial<Record<Operator, string>> = { $gt: '>', $gte: '≥', $lt: '<', $lte: '≤' };

export function operatorWord(operator: Operator, t: TFunction<'records'>): string {
  return signs[operator] ?? t(`operator.${operator as Exclude<Operator, '$gt' | '$gte' | '$lt' | '$lte'>}`);
}

/** A condition as a chip says it: field, operator, value. */
export function conditionWords(
  { operator, value }: Condition,
  field: ValueField | undefined,
  words: { t: TFunction<'records'>; format: Format },
): { operator: string; value: string } {
  const { t } = words;
  if (operator === '$exists')
    return { operator: t(value === true ? 'operator.notNull' : 'operator.isNull'), value: '' };
  if (value === null && (operator === '$eq' || operator === '$ne'))
    return { operator: t(operator === '$eq' ? 'operator.isNull' : 'operator.notNull'), value: '' };
  return { operator: operatorWord(operator, t), value: valueWords(value, field, words.format) };
}

function valueWords(value: unknown, field: ValueField | undefined, format: Format): string {
  if (Array.isArray(value)) {
    const shown = value.slice(0, 3).map((item) => valueWords(item, field, format));
    return value.length > shown.length
      ? `${shown.join(', ')} +${value.length - shown.length}`
      : shown.join(', ');
  }
  if (typeof value === 'number') return format.number(value);
  if (typeof value !== 'string') return shortJson(value, 40);
  if (value === '') return '""';
  const isTime = !Number.isNaN(Date.parse(value));
  if (field?.type === 'date' && isTime) return format.date(value);
  if (field?.type === 'datetime' && isTime) return format.dateTime(value);
  const { text, isCut } = cutText(value, 40);
  return isCut ? `${text}…` : text;
}
