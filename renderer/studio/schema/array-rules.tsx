import { Plus } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import { scalarTypeNames } from '../../../gateway/contract/enumerations.ts';
import { Button } from '../../components/button/button.tsx';
import { Segmented } from '../../components/segmented/segmented.tsx';
import { Select } from '../../components/select/select.tsx';
import { TypeMark } from '../../components/type-mark/type-mark.tsx';
import { setKey } from './edit-fields.ts';
import styles from './field-editor.module.css';
import { keysOfType } from './field-keys.ts';
import { textOf } from './field-rows.ts';
import type { FieldRow } from './field-rows.ts';
import { isObject } from './schema-document.ts';
import { useSchemaEditing } from './schema-editing.ts';
import { ValueRules } from './value-rules.tsx';

/** What an array holds: values of one type, or objects with fields of their own. */
export function ArrayRules({ row, onAddInside }: { row: FieldRow; onAddInside: (row: FieldRow) => void }) {
  const { t } = useTranslation('schema');
  const { edit, errorAt } = useSchemaEditing();
  const { field, path } = row;
  const holdsObjects = field['schema'] !== undefined;
  const choose = (kind: 'values' | 'objects'): void =>
    edit((document) => {
      setKey(document, path, 'items', kind === 'values' ? { type: 'string' } : undefined);
      setKey(document, path, 'schema', kind === 'objects' ? [{ name: 'name', type: 'string' }] : undefined);
    });
  const error = errorAt(path, 'schema') ?? errorAt(path, 'items');
  return (
    <div className={styles.part}>
      <div className={styles.line}>
        <Segmented
          label={t('array.holds')}
          items={[
            { id: 'values', label: t('array.values') },
            { id: 'objects', label: t('array.objects') },
          ]}
          value={holdsObjects ? 'objects' : 'values'}
          onChange={choose}
        />
        {holdsObjects && (
          <Button size="md" variant="ghost" icon={Plus} onPress={() => onAddInside(row)}>
            {t('array.addInside')}
          </Button>
        )}
      </div>
      {error !== null && error !== undefined && <p className={`${styles.error} ${styles.wide}`}>{error}</p>}
      {!holdsObjects && <ItemRules row={row} />}
    </div>
  );
}

function ItemRules({ row: { field, path } }: { row: FieldRow }) {
  const { t } = useTranslation('schema');
  const { edit, errorAt } = useSchemaEditing();
  const items = isObject(field['items']) ? field['items'] : {};
  const type = textOf(items['type']);
  const own = [...path, 'items'];
  const keys = keysOfType(type, true);
  const known = scalarTypeNames.map((name) => ({
    id: name as string,
    label: name as string,
    mark: <TypeMark type={name} />,
  }));
  const isKnown = type === '' || known.some(({ id }) => id === type);
  return (
    <>
      <Select
        label={t('array.itemType')}
        size="sm"
        items={isKnown ? known : [...known, { id: type, label: type }]}
        value={type === '' ? null : type}
        onChange={(next) =>
          edit((document) =>
            setKey(document, path, 'items', {
              type: next,
              ...(next === 'enum' ? { values: [] } : {}),
            }),
          )
        }
        error={errorAt(own, 'type')}
      />
      {keys && <ValueRules path={own} rules={items} type={type} keys={keys} />}
    </>
  );
}
