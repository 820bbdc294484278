import { Plus, Trash2 } from 'lucide-react';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { Button } from '../../components/button/button.tsx';
import { IconButton } from '../../components/icon-button/icon-button.tsx';
import { useFormat } from '../format/use-format.ts';
import { controlId } from './control-props.ts';
import type { FieldControlProps } from './control-props.ts';
import { FieldFrame } from './field-frame.tsx';
import { FieldGrid } from './field-grid.tsx';
import { formGroup, formValue } from './form-values.ts';
import type { FormGroup } from './form-values.ts';
import styles from './groups-control.module.css';

export interface GroupsControlProps extends FieldControlProps {
  groups: readonly FormGroup[];
  /** The control of a field inside. */
  children: (props: FieldControlProps) => ReactNode;
}

/** A list of objects: a frame for each, with the fields that it has. */
export function GroupsControl({ groups, children, ...props }: GroupsControlProps) {
  const { t } = useTranslation('forms');
  const format = useFormat();
  const { field, path, onChange } = props;
  const fields = field.schema ?? [];
  const set = (next: readonly FormGroup[]): void => onChange({ kind: 'groups', groups: next });
  return (
    <FieldFrame {...props}>
      {groups.length === 0 && <p className={styles.empty}>{t('groups.empty')}</p>}
      {groups.map((group, index) => {
        const names = { field: field.name, number: format.number(index + 1) };
        return (
          <div
            key={group.key}
            role="group"
            aria-label={t('groups.item', names)}
            className={styles.group}
            id={controlId(`${path}[${index}]`)}
            tabIndex={-1}
          >
            <div className={styles.head}>
              <span className={styles.name}>{t('groups.item', names)}</span>
              <IconButton
                icon={Trash2}
                size="sm"
                label={t('groups.remove', names)}
                onPress={() => set(groups.filter(({ key }) => key !== group.key))}
              />
            </div>
            <FieldGrid fields={fields}>
              {(inner) =>
                children({
                  ...props,
                  field: inner,
                  value: group.values[inner.name] ?? formValue(inner, undefined),
                  path: `${path}[${index}].${inner.name}`,
                  onChange: (value) => set(replaced(groups, group, inner.name, value)),
                })
              }
            </FieldGrid>
          </div>
        );
      })}
      <div>
        <Button icon={Plus} size="sm" onPress={() => set([...groups, formGroup(fields)])}>
          {t('groups.add', { field: field.name })}
        </Button>
      </div>
    </FieldFrame>
  );
}

function replaced(
  groups: readonly FormGroup[],
  group: FormGroup,
  name: string,
  value: FormGroup['values'][string],
): FormGroup[] {
  return groups.map((one) =>
    one.key === group.key ? { ...one, values: { ...one.values, [name]: value } } : one,
  );
}
