import { useTranslation } from 'react-i18next';
import { limits } from '../../../gateway/contract/limits.ts';
import { Checkbox } from '../../components/checkbox/checkbox.tsx';
import { NumberField } from '../../components/number-field/number-field.tsx';
import { Select } from '../../components/select/select.tsx';
import { TagField } from '../../components/tag-field/tag-field.tsx';
import { useFormat } from '../format/use-format.ts';
import { setKey } from './edit-fields.ts';
import styles from './field-editor.module.css';
import { isSearched } from './field-stores.ts';
import { textOf } from './field-rows.ts';
import type { FieldRow } from './field-rows.ts';
import { isObject } from './schema-document.ts';
import { useSchemaEditing } from './schema-editing.ts';
import { numberOf } from './value-rules.tsx';

const megabyte = 1_000_000;

/** Which files a field takes, and what becomes of their text. */
export function FileRules({ row }: { row: FieldRow }) {
  const { t } = useTranslation('schema');
  const format = useFormat();
  const { edit, errorAt } = useSchemaEditing();
  const { field, path } = row;
  const { accept } = field;
  const set = (key: string, value: unknown): void => edit((document) => setKey(document, path, key, value));
  const bytes = numberOf(field['max_bytes']);
  const isMultiple = field['multiple'] === true;
  return (
    <>
      <div className={styles.part}>
        <div className={styles.line}>
          <Checkbox
            label={t('keys.multiple')}
            isSelected={isMultiple}
            onChange={(isSelected) => {
              set('multiple', isSelected ? true : undefined);
              if (!isSelected) set('max_files', undefined);
            }}
            error={errorAt(path, 'multiple')}
          />
        </div>
        {(isMultiple || field['max_files'] !== undefined) && (
          <NumberField
            label={t('keys.max_files')}
            size="sm"
            isInteger
            placeholder={format.number(limits.filesPerField)}
            value={numberOf(field['max_files'])}
            onChange={(count) => set('max_files', count ?? undefined)}
            error={errorAt(path, 'max_files')}
          />
        )}
        <NumberField
          label={t('keys.max_bytes')}
          size="sm"
          unit="MB"
          placeholder={format.number(Math.floor(limits.fileBytes / megabyte))}
          value={bytes === null ? null : bytes / megabyte}
          onChange={(size) => set('max_bytes', size === null ? undefined : Math.round(size * megabyte))}
          error={errorAt(path, 'max_bytes')}
        />
        <div className={styles.wide}>
          <TagField
            label={t('keys.accept')}
            value={Array.isArray(accept) ? accept.map(textOf) : []}
            onChange={(types) => set('accept', types.length === 0 ? undefined : types)}
            placeholder="application/pdf"
            description={t('help.accept')}
            error={errorAt(path, 'accept')}
          />
        </div>
      </div>
      <TextRules row={row} />
    </>
  );
}

/** What is taken out of the files to be searched. */
function TextRules({ row: { field, path } }: { row: FieldRow }) {
  const { t } = useTranslation('schema');
  const format = useFormat();
  const { edit, errorAt } = useSchemaEditing();
  const extract = isObject(field['extract_config']) ? field['extract_config'] : {};
  const own = [...path, 'extract_config'];
  const set = (key: string, value: unknown): void => edit((document) => setKey(document, own, key, value));
  const takesText = isSearched(field) || extract['extract_text'] === true;
  return (
    <div className={styles.part}>
      {!isSearched(field) && (
        <div className={styles.line}>
          <Checkbox
            label={t('keys.extract_text')}
            isSelected={takesText}
            onChange={(isSelected) => set('extract_text', isSelected ? true : undefined)}
            error={errorAt(own, 'extract_text')}
          />
        </div>
      )}
      {takesText && (
        <>
          <div className={styles.wide}>
            <Select
              label={t('keys.on_error')}
              size="sm"
              items={[
                { id: 'reject', label: t('onError.reject') },
                { id: 'store', label: t('onError.store') },
              ]}
              value={textOf(extract['on_error']) === 'store' ? 'store' : 'reject'}
              onChange={(choice) => set('on_error', choice === 'reject' ? undefined : choice)}
              error={errorAt(own, 'on_error')}
            />
          </div>
          {(['chunk_size', 'chunk_overlap'] as const).map((key) => (
            <NumberField
              key={key}
              label={t(`keys.${key}`)}
              size="sm"
              isInteger
              unit={t('units.characters')}
              placeholder={t('help.asCollection', {
                shown: format.number(
                  key === 'chunk_size' ? limits.chunkSizeDefault : limits.chunkOverlapDefault,
                ),
              })}
              value={numberOf(extract[key])}
              onChange={(size) => set(key, size ?? undefined)}
              error={errorAt(own, key)}
            />
          ))}
        </>
      )}
    </div>
  );
}
