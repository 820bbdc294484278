import { useTranslation } from 'react-i18next';
import { KeyValue, KeyValues } from '../../components/key-values/key-values.tsx';
import { StoreMarks } from '../../components/store-marks/store-marks.tsx';
import { useFormat } from '../format/use-format.ts';
import styles from './field-editor.module.css';
import type { FieldRow } from './field-rows.ts';
import { textOf } from './field-rows.ts';
import { isObject } from './schema-document.ts';
import { useRules } from './use-rules.ts';

/** What a field of a collection is and asks, to read. */
export function FieldFacts({ row }: { row: FieldRow }) {
  const { t } = useTranslation('schema');
  const format = useFormat();
  const rulesOf = useRules();
  const { field } = row;
  const { values, accept, default: fallback, max_bytes: bytes } = field;
  const extract = isObject(field['extract_config']) ? field['extract_config'] : undefined;
  const words = (list: unknown): string | undefined =>
    Array.isArray(list) ? format.list(list.map(textOf)) : undefined;
  const facts = [
    ['description', textOf(field['description'])],
    ['values', words(values)],
    ['accept', words(accept)],
    ['max_bytes', typeof bytes === 'number' ? format.bytes(bytes) : undefined],
    ['default', fallback === undefined ? undefined : JSON.stringify(fallback)],
    ['on_error', extract && t(extract['on_error'] === 'store' ? 'onError.store' : 'onError.reject')],
  ] as const;
  return (
    <section className={styles.editor} aria-label={t('field.label', { name: row.name })}>
      <div className={styles.head}>
        <h2 className="cut" title={row.name}>
          {row.name}
        </h2>
      </div>
      <KeyValues>
        <KeyValue label={t('keys.type')}>{row.type}</KeyValue>
        {rulesOf(field) && <KeyValue label={t('list.rules')}>{rulesOf(field)}</KeyValue>}
        {facts.map(
          ([key, text]) =>
            text !== undefined &&
            text !== '' && (
              <KeyValue key={key} label={t(`keys.${key}`)}>
                <bdi>{text}</bdi>
              </KeyValue>
            ),
        )}
        <KeyValue label={t('list.stores')}>
          <StoreMarks stores={row.stores} />
        </KeyValue>
      </KeyValues>
    </section>
  );
}
