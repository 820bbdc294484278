import { useTranslation } from 'react-i18next';
import { Checkbox } from '../../../components/checkbox/checkbox.tsx';
import { Segmented } from '../../../components/segmented/segmented.tsx';
import { TextField } from '../../../components/text-field/text-field.tsx';
import { FieldEditor } from '../../fields/field-editor.tsx';
import type { FieldProblem } from '../../../api/problem.ts';
import type { ValueField } from '../../fields/field-types.ts';
import { useFieldProblem } from '../../problems/use-field-problems.ts';
import type { DraftCondition } from './draft-condition.ts';
import { isListOperator, operandField } from './draft-condition.ts';
import styles from './operand-editor.module.css';

interface OperandEditorProps {
  field: ValueField;
  draft: DraftCondition;
  error: FieldProblem | undefined;
  onChange: (draft: DraftCondition) => void;
}

/** The control for what a condition compares with, by field and operator. */
export function OperandEditor({ field, draft, error, onChange }: OperandEditorProps) {
  const { t } = useTranslation('records');
  const { operator, text, texts } = draft;
  const messageOf = useFieldProblem();
  const message = error && messageOf(error);
  const operand = operandField(field, operator) ?? field;
  if (operator === '$exists') {
    return (
      <Segmented
        label={t('filter.value')}
        items={[
          { id: 'true', label: t('operator.notNull') },
          { id: 'false', label: t('operator.isNull') },
        ]}
        value={text === 'false' ? 'false' : 'true'}
        onChange={(value) => onChange({ ...draft, text: value })}
      />
    );
  }
  if (isListOperator(operator) && operand.values) {
    return (
      <div className={styles.words} role="group" aria-label={t('filter.value')}>
        {operand.values.map((word) => (
          <Checkbox
            key={word}
            label={word}
            isSelected={texts.includes(word)}
            onChange={(isOn) =>
              onChange({ ...draft, texts: isOn ? [...texts, word] : texts.filter((one) => one !== word) })
            }
          />
        ))}
      </div>
    );
  }
  if (isListOperator(operator)) {
    return (
      <TextField
        size="sm"
        label={t('filter.values')}
        description={t('filter.valuesHelp')}
        isMultiline
        rows={4}
        value={texts.join('\n')}
        error={message}
        onChange={(lines) => onChange({ ...draft, texts: lines === '' ? [] : lines.split('\n') })}
      />
    );
  }
  return (
    <>
      <FieldEditor
        size="sm"
        field={operand}
        label={t('filter.value')}
        text={text}
        error={message}
        autoFocus
        onChange={(next) => onChange({ ...draft, text: next })}
      />
      {operator === '$like' && <p className={styles.hint}>{t('filter.likeHelp')}</p>}
    </>
  );
}
