import { ArrowDown, ArrowUp, Copy, Trash2 } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import { limits } from '../../../gateway/contract/limits.ts';
import { Checkbox } from '../../components/checkbox/checkbox.tsx';
import { IconButton } from '../../components/icon-button/icon-button.tsx';
import { Select } from '../../components/select/select.tsx';
import { TextField } from '../../components/text-field/text-field.tsx';
import { TypeMark } from '../../components/type-mark/type-mark.tsx';
import { setKey, setType } from './edit-fields.ts';
import { ArrayRules } from './array-rules.tsx';
import { DefaultValue } from './default-value.tsx';
import styles from './field-editor.module.css';
import { isFieldType, keysOfType, typesAt } from './field-keys.ts';
import type { FieldRow } from './field-rows.ts';
import { textOf } from './field-rows.ts';
import { FileRules } from './file-rules.tsx';
import { useSchemaEditing } from './schema-editing.ts';
import { ValueRules } from './value-rules.tsx';

export interface FieldEditorProps {
  row: FieldRow;
  onMove: (row: FieldRow, to: number) => void;
  onDuplicate: (row: FieldRow) => void;
  onRemove: (row: FieldRow) => void;
  /** Adds a field to the objects of an array. */
  onAddInside: (row: FieldRow) => void;
}

/** One field: what it is called, what it is, and what it asks of its values, with only what its type knows. */
export function FieldEditor({ row, onAddInside, ...actions }: FieldEditorProps) {
  const { t } = useTranslation('schema');
  const { edit, errorAt } = useSchemaEditing();
  const { field, path, depth } = row;
  const keys = keysOfType(row.type, depth > 0);
  const set = (key: string, value: unknown): void => edit((document) => setKey(document, path, key, value));
  return (
    <section className={styles.editor} aria-label={t('field.label', { name: row.name })}>
      <Head row={row} {...actions} />
      <div className={styles.grid}>
        <TextField
          label={t('keys.name')}
          size="sm"
          isMono
          value={row.name}
          onChange={(name) => set('name', name)}
          error={errorAt(path, 'name')}
        />
        <TypeSelect row={row} />
        <div className={styles.wide}>
          <TextField
            label={t('keys.description')}
            size="sm"
            value={textOf(field['description'])}
            onChange={(text) => set('description', text === '' ? undefined : text)}
            error={errorAt(path, 'description')}
            maxLength={limits.descriptionLength}
          />
        </div>
        <Flags row={row} keys={keys} onSet={set} />
        {keys && (
          <>
            <ValueRules path={path} rules={field} type={row.type} keys={keys} />
            {row.type === 'array' && <ArrayRules row={row} onAddInside={onAddInside} />}
            {row.type === 'file' && <FileRules row={row} />}
            {keys.has('default') && <DefaultValue row={row} />}
          </>
        )}
      </div>
    </section>
  );
}

function Head({ row, onMove, onDuplicate, onRemove }: Omit<FieldEditorProps, 'onAddInside'>) {
  const { t } = useTranslation('schema');
  return (
    <div className={styles.head}>
      <h3 className="cut" title={row.name}>
        {row.name || t('list.unnamed')}
      </h3>
      <span className={styles.grow} />
      {row.index > 0 && (
        <IconButton
          size="sm"
          icon={ArrowUp}
          label={t('field.up')}
          shortcut="alt+up"
          onPress={() => onMove(row, row.index - 1)}
        />
      )}
      {row.index < row.count - 1 && (
        <IconButton
          size="sm"
          icon={ArrowDown}
          label={t('field.down')}
          shortcut="alt+down"
          onPress={() => onMove(row, row.index + 2)}
        />
      )}
      <IconButton
        size="sm"
        icon={Copy}
        label={t('field.duplicate')}
        shortcut="mod+d"
        onPress={() => onDuplicate(row)}
      />
      <IconButton size="sm" icon={Trash2} label={t('field.remove')} onPress={() => onRemove(row)} />
    </div>
  );
}

function TypeSelect({ row }: { row: FieldRow }) {
  const { t } = useTranslation('schema');
  const { edit, errorAt } = useSchemaEditing();
  const known = typesAt(row.depth > 0).map((type) => ({
    id: type as string,
    label: type as string,
    mark: <TypeMark type={type} />,
    description: t(`types.${type}`),
  }));
  // What somebody wrote stays to be seen, until it is put right.
  const isKnown = row.type === '' || known.some(({ id }) => id === row.type);
  const items = isKnown ? known : [...known, { id: row.type, label: row.type }];
  return (
    <Select
      label={t('keys.type')}
      size="sm"
      items={items}
      value={row.type === '' ? null : row.type}
      onChange={(type) => edit((document) => setType(document, row.path, type))}
      error={errorAt(row.path, 'type')}
    />
  );
}

const flags = ['required', 'unique', 'indexed', 'filterable', 'vectorize'] as const;

interface FlagsProps {
  row: FieldRow;
  keys: ReadonlySet<string> | undefined;
  onSet: (key: string, value: unknown) => void;
}

/** What is yes or no. `store_in` says the same as two of them, and goes when one is changed here. */
function Flags({ row: { field, path, type }, keys, onSet }: FlagsProps) {
  const { t } = useTranslation('schema');
  const { edit, errorAt } = useSchemaEditing();
  const stores = Array.isArray(field['store_in']) ? field['store_in'] : undefined;
  const isOn = (flag: (typeof flags)[number]): boolean => {
    if (flag === 'filterable' && stores) return stores.includes('qdrant_payload');
    if (flag === 'vectorize' && stores) return stores.includes('qdrant');
    return field[flag] === true;
  };
  const change = (flag: (typeof flags)[number], isSelected: boolean): void => {
    if (!stores || (flag !== 'filterable' && flag !== 'vectorize')) {
      onSet(flag, isSelected ? true : undefined);
      return;
    }
    edit((document) => {
      setKey(document, path, 'store_in', undefined);
      for (const one of ['filterable', 'vectorize'] as const) {
        setKey(document, path, one, (one === flag ? isSelected : isOn(one)) ? true : undefined);
      }
    });
  };
  const shown = flags.filter((flag) => keys?.has(flag) || field[flag] === true);
  const error = stores && errorAt(path, 'store_in');
  return (
    <div className={styles.flags} role="group" aria-label={t('field.flags')}>
      {shown.map((flag) => (
        <Checkbox
          key={flag}
          label={t(flag === 'vectorize' && type === 'file' ? 'keys.vectorizeFile' : `keys.${flag}`)}
          isSelected={isOn(flag)}
          onChange={(isSelected) => change(flag, isSelected)}
          error={errorAt(path, flag)}
        />
      ))}
      {error !== undefined && error !== null && <p className={styles.error}>{error}</p>}
      {!isFieldType(type) && <p className="muted">{t('field.chooseType')}</p>}
    </div>
  );
}
