import { useTranslation } from 'react-i18next';
import type { CollectionSchema, Field } from '../../api/types.ts';
import { useFormat } from '../format/use-format.ts';

const defaultChunkSize = 1_200;

/** What a field asks for, told before anything is sent: its description, then its limits, a sentence each. */
export function useFieldHelp(config?: CollectionSchema['config']): (field: Field) => string {
  const { t } = useTranslation('forms');
  const format = useFormat();
  const show = (bound: number | string, type: Field['type']): string => {
    if (typeof bound === 'number') return format.number(bound);
    return type === 'datetime' ? format.dateTime(bound) : format.date(bound);
  };
  const range = ({ min, max, type }: Field): string => {
    if (min !== undefined && max !== undefined)
      return t('help.between', { min: show(min, type), max: show(max, type) });
    if (min !== undefined) return t('help.atLeast', { min: show(min, type) });
    return max === undefined ? '' : t('help.atMost', { max: show(max, type) });
  };
  const items = (field: Field): string => {
    const type = field.items?.type;
    return type === undefined
      ? ''
      : t(`help.items.${type}`, { values: format.list(field.items?.values?.slice(0, 20) ?? []) });
  };
  return (field) => {
    const chunkSize = field.extract_config?.chunk_size ?? config?.chunk_size ?? defaultChunkSize;
    return [
      field.description ?? '',
      field.type === 'int' && range(field) === '' ? t('help.whole') : '',
      range(field),
      items(field),
      field.max_length === undefined ? '' : t('help.longest', { count: field.max_length }),
      field.unique === true ? t('help.unique') : '',
      field.type === 'datetime' ? t('help.localTime') : '',
      field.vectorize === true && field.type !== 'file'
        ? t('help.chunks', { size: format.number(chunkSize) })
        : '',
    ]
      .filter((sentence) => sentence !== '')
      .join(' ');
  };
}
