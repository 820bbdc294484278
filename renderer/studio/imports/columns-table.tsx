import { useTranslation } from 'react-i18next';
import type { Field } from '../../api/types.ts';
import { Checkbox } from '../../components/checkbox/checkbox.tsx';
import { Select } from '../../components/select/select.tsx';
import { TextField } from '../../components/text-field/text-field.tsx';
import { TypeMark } from '../../components/type-mark/type-mark.tsx';
import styles from './columns-table.module.css';
import { isImportable } from './proposal.ts';
import type { FieldType, ProposedColumn } from './proposal.ts';

export interface ColumnsTableProps {
  columns: readonly ProposedColumn[];
  /** Of the collection that is there; none: fields can be named and typed. */
  fields?: readonly Field[] | undefined;
  /** The first value of a column, as it is read. */
  sampleOf: (column: string) => string;
  onChange: (columns: readonly ProposedColumn[]) => void;
}

/** Which column goes to which field, of which type, and how its values are written. */
export function ColumnsTable({ columns, fields, sampleOf, onChange }: ColumnsTableProps) {
  const { t } = useTranslation('imports');
  const heads = ['take', 'column', 'sample', 'field', 'type', 'written'] as const;
  const change = (column: ProposedColumn, some: Partial<ProposedColumn>): void =>
    onChange(columns.map((one) => (one === column ? { ...one, ...some } : one)));
  return (
    <div className={styles.frame}>
      <table className={styles.table} aria-label={t('columns.title')}>
        <thead>
          <tr>
            {heads.map((head) => (
              <th key={head} scope="col">
                {t(`columns.head.${head}`)}
              </th>
            ))}
            {!fields && <th scope="col">{t('columns.head.rules')}</th>}
          </tr>
        </thead>
        <tbody>
          {columns.map((column) => (
            <ColumnRow
              key={column.name}
              column={column}
              fields={fields}
              sample={sampleOf(column.name)}
              onChange={(some) => change(column, some)}
            />
          ))}
        </tbody>
      </table>
    </div>
  );
}

interface ColumnRowProps {
  column: ProposedColumn;
  fields: readonly Field[] | undefined;
  sample: string;
  onChange: (some: Partial<ProposedColumn>) => void;
}

function ColumnRow({ column, fields, sample, onChange }: ColumnRowProps) {
  const { t } = useTranslation('imports');
  const { name, field, isTaken } = column;
  const setField = (some: Partial<Field>): void => onChange({ field: { ...field, ...some } });
  return (
    <tr data-left-out={!isTaken || undefined}>
      <td>
        <Checkbox
          label={t('columns.taken', { column: name })}
          isLabelHidden
          isSelected={isTaken}
          isDisabled={fields !== undefined && !fields.some((one) => one.name === field.name)}
          onChange={(isSelected) => onChange({ isTaken: isSelected })}
        />
      </td>
      <th scope="row" className={styles.name} title={name}>
        {name}
      </th>
      <td className={styles.sample} title={sample}>
        {sample}
      </td>
      <td className={styles.field}>
        {fields ? (
          <FieldOf column={column} fields={fields} onChange={onChange} />
        ) : (
          <TextField
            label={t('columns.field', { column: name })}
            isLabelHidden
            size="sm"
            isMono
            value={field.name}
            isDisabled={!isTaken}
            onChange={(next) => setField({ name: next })}
          />
        )}
      </td>
      <td className={styles.type}>
        {fields ? (
          isTaken && <TypeWord type={field.type} />
        ) : (
          <TypeOf column={column} onChange={(type) => setField({ type })} />
        )}
      </td>
      <td className={styles.written}>{isTaken && <WrittenAs column={column} onChange={onChange} />}</td>
      {!fields && (
        <td>
          <Rules column={column} onChange={setField} />
        </td>
      )}
    </tr>
  );
}

function TypeWord({ type }: { type: FieldType }) {
  return (
    <span className={styles.typeWord}>
      <TypeMark type={type} />
      {type}
    </span>
  );
}

/** Of a field that no column goes to. */
const leaveOut = '\u0000';

function FieldOf({
  column,
  fields,
  onChange,
}: Pick<ColumnRowProps, 'column' | 'onChange'> & { fields: readonly Field[] }) {
  const { t } = useTranslation('imports');
  const items = fields
    .filter(isImportable)
    .map(({ name, type }) => ({ id: name, label: name, mark: <TypeMark type={type} /> }));
  return (
    <Select
      label={t('columns.field', { column: column.name })}
      isLabelHidden
      size="sm"
      items={[{ id: leaveOut, label: t('columns.leaveOut') }, ...items]}
      value={column.isTaken ? column.field.name : leaveOut}
      onChange={(chosen) => {
        const field = fields.find(({ name }) => name === chosen);
        onChange(field ? { isTaken: true, field } : { isTaken: false });
      }}
    />
  );
}

const types = ['string', 'text', 'int', 'float', 'boolean', 'date', 'datetime', 'enum', 'json'] as const;

function TypeOf({ column, onChange }: { column: ProposedColumn; onChange: (type: FieldType) => void }) {
  const { t } = useTranslation('imports');
  const { field, name, isTaken } = column;
  // The words of an enum come from the file, so that only a column that is one can stay one.
  const offered = types.filter((type) => type !== 'enum' || field.values !== undefined);
  return (
    <Select
      label={t('columns.type', { column: name })}
      isLabelHidden
      size="sm"
      items={offered.map((type) => ({ id: type, label: type, mark: <TypeMark type={type} /> }))}
      value={field.type as (typeof types)[number]}
      isDisabled={!isTaken}
      onChange={onChange}
    />
  );
}

/** How numbers and dates are written; other types are as they stand. */
function WrittenAs({ column, onChange }: Pick<ColumnRowProps, 'column' | 'onChange'>) {
  const { t } = useTranslation('imports');
  const { name, field, decimal, dateFormat } = column;
  if (field.type === 'int' || field.type === 'float') {
    return (
      <Select
        label={t('columns.decimal', { column: name })}
        isLabelHidden
        size="sm"
        items={[
          { id: '.', label: t('columns.decimals.point') },
          { id: ',', label: t('columns.decimals.comma') },
        ]}
        value={decimal ?? '.'}
        onChange={(chosen) => onChange({ decimal: chosen })}
      />
    );
  }
  if (field.type !== 'date' && field.type !== 'datetime') return null;
  return (
    <TextField
      label={t('columns.date', { column: name })}
      isLabelHidden
      size="sm"
      isMono
      placeholder={field.type === 'date' ? 'yyyy-mm-dd' : 'yyyy-mm-dd HH:MM:SS'}
      value={dateFormat ?? ''}
      onChange={(next) => onChange({ dateFormat: next === '' ? null : next })}
    />
  );
}

function Rules({ column, onChange }: { column: ProposedColumn; onChange: (some: Partial<Field>) => void }) {
  const { t } = useTranslation('imports');
  const { field, isTaken } = column;
  const canBeUnique = !['text', 'json', 'boolean'].includes(field.type);
  return (
    <span className={styles.rules}>
      <Checkbox
        label={t('columns.required')}
        isSelected={field.required === true}
        isDisabled={!isTaken}
        onChange={(required) => onChange({ required })}
      />
      {canBeUnique && (
        <Checkbox
          label={t('columns.unique')}
          isSelected={field.unique === true}
          isDisabled={!isTaken}
          onChange={(unique) => onChange({ unique })}
        />
      )}
    </span>
  );
}
