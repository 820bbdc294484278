import { Plus, Trash2 } from 'lucide-react';
import type { FormEvent, ReactElement } from 'react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { FieldProblem } from '../../../api/problem.ts';
import { Button } from '../../../components/button/button.tsx';
import { IconButton } from '../../../components/icon-button/icon-button.tsx';
import { Select } from '../../../components/select/select.tsx';
import { TextField } from '../../../components/text-field/text-field.tsx';
import { TypeMark } from '../../../components/type-mark/type-mark.tsx';
import type { ValueField } from '../../fields/field-types.ts';
import { AnchoredPopover } from './anchored-popover.tsx';
import type { DraftCondition } from './draft-condition.ts';
import { draftOf, newDraft, readDraft, readJsonFilter } from './draft-condition.ts';
import styles from './filter-bar.module.css';
import type { Clause } from './filter.ts';
import { operatorWord } from './filter-words.ts';
import { operatorsOf } from './operators.ts';
import { OperandEditor } from './operand-editor.tsx';
import { usePreferences } from '../../preferences.ts';

interface ClausePopoverProps {
  targets: readonly ValueField[];
  /** `null`: a new one. */
  clause: Clause | null;
  isOpen: boolean;
  onOpenChange: (isOpen: boolean) => void;
  onChange: (clause: Clause | null) => void;
  trigger: ReactElement;
}

/** Under a chip: what it asks for. */
export function ClausePopover({ trigger, isOpen, onOpenChange, ...rest }: ClausePopoverProps) {
  const { t } = useTranslation('records');
  return (
    <AnchoredPopover label={t('filter.edit')} anchor={trigger} isOpen={isOpen} onOpenChange={onOpenChange}>
      {rest.clause?.kind === 'json' ? (
        <JsonClauseForm {...rest} text={JSON.stringify(rest.clause.filter, null, 2)} />
      ) : (
        <ClauseForm {...rest} />
      )}
    </AnchoredPopover>
  );
}

type FormProps = Pick<ClausePopoverProps, 'targets' | 'clause' | 'onChange'>;

function ClauseForm({ targets, clause, onChange }: FormProps) {
  const { t } = useTranslation('records');
  const language = usePreferences((preferences) => preferences.language);
  const [drafts, setDrafts] = useState<DraftCondition[]>(() =>
    clause?.kind === 'any'
      ? clause.of.map((condition) => draftOf(condition, targets, language))
      : [newDraft(targets)],
  );
  const [isTried, setIsTried] = useState(false);
  const read = drafts.map((draft) => readDraft(draft, targets, language));
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    setIsTried(true);
    const conditions = read.flatMap(({ condition }) => condition ?? []);
    if (conditions.length === drafts.length) onChange({ kind: 'any', of: conditions });
  };
  return (
    <form className={styles.editor} onSubmit={submit}>
      {drafts.map((draft, index) => (
        <Alternative
          // They have no other name than their place.
          key={index}
          targets={targets}
          draft={draft}
          error={isTried ? read[index]?.problem : undefined}
          isFirst={index === 0}
          onChange={(next) => setDrafts(drafts.map((before, at) => (at === index ? next : before)))}
          onRemove={() => setDrafts(drafts.filter((_draft, at) => at !== index))}
        />
      ))}
      <div className={styles.foot}>
        <Button
          size="sm"
          variant="ghost"
          icon={Plus}
          onPress={() =>
            setDrafts([...drafts, { ...newDraft(targets), ...drafts.at(-1), text: '', texts: [] }])
          }
        >
          {t('filter.alternative')}
        </Button>
        <span className={styles.grow} />
        {clause && (
          <Button size="md" variant="ghost" onPress={() => onChange(null)}>
            {t('filter.remove')}
          </Button>
        )}
        <Button type="submit" variant="primary">
          {t('filter.apply')}
        </Button>
      </div>
    </form>
  );
}

interface AlternativeProps {
  targets: readonly ValueField[];
  draft: DraftCondition;
  error: FieldProblem | undefined;
  isFirst: boolean;
  onChange: (draft: DraftCondition) => void;
  onRemove: () => void;
}

function Alternative({ targets, draft, error, isFirst, onChange, onRemove }: AlternativeProps) {
  const { t } = useTranslation('records');
  const field = targets.find(({ name }) => name === draft.field);
  return (
    <div className={styles.alternative}>
      {!isFirst && (
        <div className={styles.or}>
          {t('filter.or')}
          <IconButton size="sm" icon={Trash2} label={t('filter.removeAlternative')} onPress={onRemove} />
        </div>
      )}
      <Select
        size="sm"
        label={t('filter.field')}
        items={targets.map(({ name, type }) => ({ id: name, label: name, mark: <TypeMark type={type} /> }))}
        value={draft.field}
        error={field ? undefined : t('filter.unknownField')}
        onChange={(name) => {
          const next = targets.find((target) => target.name === name);
          const allowed = next ? operatorsOf(next) : [];
          const operator = allowed.includes(draft.operator) ? draft.operator : (allowed[0] ?? '$eq');
          onChange({ ...draft, field: name, operator, text: next?.type === field?.type ? draft.text : '' });
        }}
      />
      <Select
        size="sm"
        label={t('filter.operator')}
        items={(field ? operatorsOf(field) : [draft.operator]).map((operator) => ({
          id: operator,
          label: operatorWord(operator, t),
        }))}
        value={draft.operator}
        onChange={(operator) => onChange({ ...draft, operator })}
      />
      {field && (
        <div className={styles.value}>
          <OperandEditor field={field} draft={draft} error={error} onChange={onChange} />
        </div>
      )}
    </div>
  );
}

/** What no chip can say otherwise. */
function JsonClauseForm({ text: before, onChange }: FormProps & { text: string }) {
  const { t } = useTranslation('records');
  const [text, setText] = useState(before);
  const filter = readJsonFilter(text);
  return (
    <form
      className={styles.json}
      onSubmit={(event) => {
        event.preventDefault();
        if (filter) onChange({ kind: 'json', filter });
      }}
    >
      <TextField
        label={t('filter.asJson')}
        value={text}
        onChange={setText}
        isMultiline
        isMono
        rows={8}
        error={filter ? undefined : t('filter.noJson')}
      />
      <div className={styles.foot}>
        <span className={styles.grow} />
        <Button variant="ghost" onPress={() => onChange(null)}>
          {t('filter.remove')}
        </Button>
        <Button type="submit" variant="primary">
          {t('filter.apply')}
        </Button>
      </div>
    </form>
  );
}
