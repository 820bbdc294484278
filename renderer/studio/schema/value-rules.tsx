import { useTranslation } from 'react-i18next';
import { DateField } from '../../components/date-field/date-field.tsx';
import { NumberField } from '../../components/number-field/number-field.tsx';
import { TagField } from '../../components/tag-field/tag-field.tsx';
import { TextField } from '../../components/text-field/text-field.tsx';
import { setKey } from './edit-fields.ts';
import styles from './field-editor.module.css';
import { textOf } from './field-rows.ts';
import type { Path } from './schema-document.ts';
import { useSchemaEditing } from './schema-editing.ts';

export interface ValueRulesProps {
  /** Of the field, or of the items of an array. */
  path: Path;
  rules: Readonly<Record<string, unknown>>;
  type: string;
  keys: ReadonlySet<string>;
}

/** What limits a value: words of an enum, least and greatest, length, unit. */
export function ValueRules({ path, rules, type, keys }: ValueRulesProps) {
  const { t } = useTranslation('schema');
  const { edit, errorAt } = useSchemaEditing();
  const set = (key: string, value: unknown): void => edit((document) => setKey(document, path, key, value));
  const { values } = rules;
  return (
    <>
      {keys.has('values') && (
        <div className={styles.wide}>
          <TagField
            label={t('keys.values')}
            value={Array.isArray(values) ? values.map(textOf) : []}
            onChange={(words) => set('values', words)}
            description={t('help.values')}
            error={errorAt(path, 'values')}
          />
        </div>
      )}
      {keys.has('min') && (
        <div className={styles.three}>
          <Bound path={path} name="min" value={rules['min']} type={type} />
          <Bound path={path} name="max" value={rules['max']} type={type} />
          {keys.has('unit') && (
            <TextField
              label={t('keys.unit')}
              size="sm"
              value={textOf(rules['unit'])}
              onChange={(unit) => set('unit', unit === '' ? undefined : unit)}
              error={errorAt(path, 'unit')}
            />
          )}
        </div>
      )}
      {keys.has('max_length') && (
        <NumberField
          label={t('keys.max_length')}
          size="sm"
          isInteger
          unit={t('units.characters')}
          value={numberOf(rules['max_length'])}
          onChange={(length) => set('max_length', length ?? undefined)}
          error={errorAt(path, 'max_length')}
        />
      )}
    </>
  );
}

interface BoundProps {
  path: Path;
  name: 'min' | 'max';
  value: unknown;
  type: string;
}

function Bound({ path, name, value, type }: BoundProps) {
  const { t } = useTranslation('schema');
  const { edit, errorAt } = useSchemaEditing();
  const set = (next: unknown): void => edit((document) => setKey(document, path, name, next ?? undefined));
  const common = { label: t(`keys.${name}`), size: 'sm' as const, error: errorAt(path, name) };
  if (type === 'date' || type === 'datetime') {
    return (
      <DateField {...common} kind={type} value={typeof value === 'string' ? value : null} onChange={set} />
    );
  }
  return <NumberField {...common} isInteger={type === 'int'} value={numberOf(value)} onChange={set} />;
}

/** A number, where one is written. */
export function numberOf(value: unknown): number | null {
  return typeof value === 'number' ? value : null;
}
