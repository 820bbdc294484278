import { useTranslation } from 'react-i18next';
import { useFormat } from '../format/use-format.ts';
import { isFilteredBy, isSearched } from './field-stores.ts';
import { textOf } from './field-rows.ts';
import { isObject } from './schema-document.ts';

/** Says in a few words what a field asks of its values. */
export function useRules(): (field: Readonly<Record<string, unknown>>) => string {
  const { t } = useTranslation('schema');
  const format = useFormat();
  return (field) => {
    const words: string[] = [];
    const number = (value: unknown): string =>
      typeof value === 'number' ? format.number(value) : textOf(value);
    for (const key of ['required', 'unique', 'indexed'] as const) {
      if (field[key] === true) words.push(t(`rules.${key}`));
    }
    if (isSearched(field)) words.push(t('rules.searched'));
    if (isFilteredBy(field)) words.push(t('rules.filtered'));
    const { values, items, min, max, max_length: length, max_files: files, schema } = field;
    if (Array.isArray(values)) {
      const all = values.map(textOf);
      words.push(
        all.length <= 3 && all.join('').length < 30
          ? all.join(', ')
          : t('rules.values', { count: all.length, shown: format.number(all.length) }),
      );
    }
    if (isObject(items)) words.push(t('rules.listOf', { type: textOf(items['type']) }));
    if (Array.isArray(schema)) {
      words.push(t('rules.objects', { count: schema.length, shown: format.number(schema.length) }));
    }
    const unit = textOf(field['unit']);
    if (min !== undefined && max !== undefined)
      words.push(`${number(min)} … ${number(max)}${unit && ` ${unit}`}`);
    else if (min !== undefined) words.push(`≥ ${number(min)}${unit && ` ${unit}`}`);
    else if (max !== undefined) words.push(`≤ ${number(max)}${unit && ` ${unit}`}`);
    else if (unit) words.push(unit);
    if (typeof length === 'number') {
      words.push(t('rules.length', { count: length, shown: format.number(length) }));
    }
    if (field['multiple'] === true) {
      words.push(
        typeof files === 'number'
          ? t('rules.upToFiles', { count: files, shown: format.number(files) })
          : t('rules.files'),
      );
    }
    return words.join(', ');
  };
}
