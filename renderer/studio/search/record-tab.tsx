import { ListFilter } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import type { CollectionSchema, Row } from '../../api/types.ts';
import { IconButton } from '../../components/icon-button/icon-button.tsx';
import { KeyValue, KeyValues } from '../../components/key-values/key-values.tsx';
import { Section } from '../../components/section/section.tsx';
import { TypeMark } from '../../components/type-mark/type-mark.tsx';
import { FieldValue } from '../fields/field-value.tsx';
import { isScalar, systemFields } from '../fields/field-types.ts';
import type { ValueField } from '../fields/field-types.ts';
import styles from './hit-inspector.module.css';

export interface RecordTabProps {
  schema: CollectionSchema | undefined;
  record: Row;
  /** Narrows the search to a value; undefined where it can't be. */
  onFilter: ((field: string, value: string | number | boolean) => void) | undefined;
}

/** All fields of the record that was found. */
export function RecordTab({ schema, record, onFilter }: RecordTabProps) {
  const { t } = useTranslation('search');
  const own = (schema?.fields ?? []).filter(({ name }) => name in record);
  const set = systemFields.filter(({ name }) => record[name] !== undefined);
  const line = (field: ValueField) => (
    <KeyValue key={field.name} label={field.name} mark={<TypeMark type={field.type} />}>
      <span className={styles.value}>
        <span>
          <FieldValue field={field} value={record[field.name]} variant="full" />
        </span>
        <FilterBy field={field} value={record[field.name]} onFilter={onFilter} />
      </span>
    </KeyValue>
  );
  return (
    <>
      {own.length > 0 && (
        <Section title={t('fields')}>
          <KeyValues>{own.map(line)}</KeyValues>
        </Section>
      )}
      <Section title={t('setByFrodb')}>
        <KeyValues>{set.map(line)}</KeyValues>
      </Section>
    </>
  );
}

interface FilterByProps {
  field: ValueField;
  value: unknown;
  onFilter: RecordTabProps['onFilter'];
}

/** Values that somebody would narrow by: not long texts, and not what every record has for itself. */
function FilterBy({ field, value, onFilter }: FilterByProps) {
  const { t } = useTranslation('search');
  const isPlain = typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean';
  if (!onFilter || !isPlain || !isScalar(field) || field.type === 'text' || field.unique || value === '')
    return null;
  const isId = field.name === 'id' || field.name === 'revision';
  if (isId) return null;
  return (
    <span className={styles.filter}>
      <IconButton
        icon={ListFilter}
        size="sm"
        label={t('filterBy', { field: field.name })}
        onPress={() => onFilter(field.name, value)}
      />
    </span>
  );
}
