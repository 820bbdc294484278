import { Plus, X } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import type { Permission } from '../../api/session.ts';
import { Button } from '../../components/button/button.tsx';
import { Checkbox } from '../../components/checkbox/checkbox.tsx';
import { IconButton } from '../../components/icon-button/icon-button.tsx';
import styles from './access.module.css';
import { keyActions } from './key-rights.ts';
import { NamesField } from './names-field.tsx';

export const emptyRule: Permission = { databases: '*', collections: '*', actions: ['read', 'search'] };

interface PermissionEditorProps {
  value: readonly Permission[];
  onChange: (value: Permission[]) => void;
  /** What is wrong at a path of the request, such as `permissions[0].databases`. */
  errorAt: (path: string) => string | undefined;
}

/** The rules of a key: where, and what. */
export function PermissionEditor({ value, onChange, errorAt }: PermissionEditorProps) {
  const { t } = useTranslation('access');
  const change = (at: number, rule: Permission): void =>
    onChange(value.map((old, n) => (n === at ? rule : old)));
  return (
    <>
      {value.map((rule, n) => (
        <Rule
          key={n}
          title={t('rule.title', { n: n + 1 })}
          rule={rule}
          onChange={(changed) => change(n, changed)}
          onRemove={value.length > 1 ? () => onChange(value.filter((_, at) => at !== n)) : undefined}
          errorAt={(path) => errorAt(`permissions[${n}].${path}`)}
        />
      ))}
      <div>
        <Button size="sm" icon={Plus} onPress={() => onChange([...value, emptyRule])}>
          {t('rule.add')}
        </Button>
      </div>
    </>
  );
}

interface RuleProps {
  title: string;
  rule: Permission;
  onChange: (rule: Permission) => void;
  onRemove: (() => void) | undefined;
  errorAt: PermissionEditorProps['errorAt'];
}

function Rule({ title, rule, onChange, onRemove, errorAt }: RuleProps) {
  const { t } = useTranslation('access');
  const { databases, collections, actions } = rule;
  return (
    <fieldset className={styles.rule}>
      <div className={styles.ruleHead}>
        <legend>{title}</legend>
        {onRemove && <IconButton icon={X} size="sm" label={t('rule.remove', { title })} onPress={onRemove} />}
      </div>
      <NamesField
        label={t('rule.databases')}
        all={t('place.allDatabases')}
        value={databases}
        onChange={(names) => onChange({ ...rule, databases: names })}
        error={errorAt('databases')}
      />
      <NamesField
        label={t('rule.collections')}
        all={t('place.allCollections')}
        value={collections}
        onChange={(names) => onChange({ ...rule, collections: names })}
        error={errorAt('collections')}
      />
      <fieldset>
        <legend className={styles.legend}>{t('rule.actions')}</legend>
        <div className={styles.actions}>
          {keyActions.map((action) => (
            <Checkbox
              key={action}
              label={t(`action.${action}`)}
              isSelected={actions.includes(action)}
              onChange={(chosen) =>
                onChange({
                  ...rule,
                  actions: keyActions.filter((one) => (one === action ? chosen : actions.includes(one))),
                })
              }
            />
          ))}
        </div>
        {actions.length === 0 && <p className={styles.why}>{t('rule.noActions')}</p>}
      </fieldset>
    </fieldset>
  );
}
